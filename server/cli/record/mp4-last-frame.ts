import { open, type FileHandle } from 'node:fs/promises';

/** Flags of the boxes, ISO/IEC 14496-12, sections 8.8.7 and 8.8.8. */
const fragmentFlag = { baseDataOffset: 0x1, sampleDescription: 0x2, defaultDuration: 0x8 } as const;
const runFlag = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, time: 0x800 };
/** A fragment of two seconds has some hundred bytes; a larger one is none of ours. */
const maxFragmentHeadBytes = 1_000_000;

interface Box {
  type: string;
  /** Where it begins, and where it ends. */
  at: number;
  bodyAt: number;
  end: number;
}

/**
 * Makes the last frame of a fragmented MP4 last until `durationMs`: ffmpeg ends it after a millisecond, as it does not
 * know that no other comes. The track counts milliseconds. Returns whether it could be done; the file is sound if not.
 */
export async function lengthenLastFrame(path: string, durationMs: number): Promise<boolean> {
  const file = await open(path, 'r+');
  try {
    const fragment = await lastFragment(file);
    const patch = fragment && lastDuration(fragment.bytes, Math.round(durationMs));
    if (!fragment || !patch) return false;
    await file.write(patch.bytes, 0, patch.bytes.length, fragment.at + patch.at);
    return true;
  } finally {
    await file.close();
  }
}

async function lastFragment(file: FileHandle): Promise<{ at: number; bytes: Buffer } | undefined> {
  const { size } = await file.stat();
  const head = Buffer.alloc(16);
  let found: Box | undefined;
  for (let at = 0; at < size;) {
    const { bytesRead } = await file.read(head, 0, head.length, at);
    const box = boxAt(head.subarray(0, bytesRead), 0);
    if (!box) break;
    if (box.type === 'moof') found = { ...box, at, end: at + box.end };
    at += box.end;
  }
  if (!found || found.end > size || found.end - found.at > maxFragmentHeadBytes) return undefined;
  const bytes = Buffer.alloc(found.end - found.at);
  await file.read(bytes, 0, bytes.length, found.at);
  return { at: found.at, bytes };
}

/** What to write into the head of a fragment so that it ends at `endMs`. */
function lastDuration(bytes: Buffer, endMs: number): { at: number; bytes: Buffer } | undefined {
  const track = child(bytes, boxAt(bytes, 0), 'traf');
  const [head, time, run] = ['tfhd', 'tfdt', 'trun'].map((type) => child(bytes, track, type));
  if (!head || !time || !run) return undefined;
  const startMs =
    bytes[time.bodyAt] === 1
      ? Number(bytes.readBigUInt64BE(time.bodyAt + 4))
      : bytes.readUInt32BE(time.bodyAt + 4);
  const durations = durationPlaces(bytes, run) ?? defaultDurationPlace(bytes, head, run);
  const lastAt = durations?.at(-1);
  if (!durations || lastAt === undefined) return undefined;
  const before = durations.slice(0, -1).reduce((sum, at) => sum + bytes.readUInt32BE(at), startMs);
  if (endMs <= before) return undefined;
  const patch = Buffer.alloc(4);
  patch.writeUInt32BE(endMs - before);
  return { at: lastAt, bytes: patch };
}

/** Where the durations of a run's frames are; undefined when it has none of its own. */
function durationPlaces(bytes: Buffer, run: Box): number[] | undefined {
  const flags = bytes.readUIntBE(run.bodyAt + 1, 3);
  if ((flags & runFlag.duration) === 0) return undefined;
  const count = bytes.readUInt32BE(run.bodyAt + 4);
  const fields = [runFlag.duration, runFlag.size, runFlag.flags, runFlag.time];
  const step = 4 * fields.filter((flag) => (flags & flag) !== 0).length;
  const before = [runFlag.dataOffset, runFlag.firstFlags].filter((flag) => (flags & flag) !== 0).length;
  const firstAt = run.bodyAt + 8 + 4 * before;
  if (firstAt + count * step > run.end) return undefined;
  return Array.from({ length: count }, (_, index) => firstAt + index * step);
}

/** A lone frame has the duration of its fragment. */
function defaultDurationPlace(bytes: Buffer, head: Box, run: Box): number[] | undefined {
  const flags = bytes.readUIntBE(head.bodyAt + 1, 3);
  if ((flags & fragmentFlag.defaultDuration) === 0 || bytes.readUInt32BE(run.bodyAt + 4) !== 1)
    return undefined;
  const offset = (flags & fragmentFlag.baseDataOffset) !== 0 ? 8 : 0;
  const description = (flags & fragmentFlag.sampleDescription) !== 0 ? 4 : 0;
  return [head.bodyAt + 8 + offset + description];
}

function child(bytes: Buffer, parent: Box | undefined, type: string): Box | undefined {
  for (let at = parent?.bodyAt ?? 0; parent && at < parent.end;) {
    const box = boxAt(bytes, at);
    if (!box || box.end > parent.end) return undefined;
    if (box.type === type) return box;
    at = box.end;
  }
  return undefined;
}

function boxAt(bytes: Buffer, at: number): Box | undefined {
  if (at + 8 > bytes.length) return undefined;
  const type = bytes.toString('latin1', at + 4, at + 8);
  const size = bytes.readUInt32BE(at);
  if (size >= 8) return { type, at, bodyAt: at + 8, end: at + size };
  // 1: the size is in the 8 bytes behind. 0, up to the end of the file, is none of ffmpeg's.
  if (size !== 1 || at + 16 > bytes.length) return undefined;
  return { type, at, bodyAt: at + 16, end: at + Number(bytes.readBigUInt64BE(at + 8)) };
}
