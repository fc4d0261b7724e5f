import type { FileHandle } from 'node:fs/promises';
import { errnoOf } from '../../runtime/errno.ts';
import { openPlain } from '../../runtime/plain-file.ts';
import { FileSource } from './byte-source.ts';
import { CueList } from './cues.ts';
import { elementSize, largestSize, voidHead } from './ebml-encode.ts';
import { durationOf, finishPatches, type Patch } from './finish.ts';
import { maxHeadBytes, parseHead, type ParsedHead } from './parse-head.ts';
import { scanClusters } from './scan.ts';
import type { SegmentFacts } from './segment-facts.ts';

export type RepairOutcome =
  | {
      kind: 'finished';
      facts: SegmentFacts;
      frames: number;
      durationMs: number;
      /** Length of the file now. */
      bytes: number;
      /** Bytes that were cut off its end. */
      cutBytes: number;
      /** Bytes in the middle that make no sense; a Void element covers them now. */
      damagedBytes: number;
    }
  /** The head of the file is good, but there is no whole frame. Nothing was changed. */
  | { kind: 'empty'; facts: SegmentFacts; bytes: number };

/**
 * Ends a file whose writer was killed: cuts it after its last whole block, covers damage before that with Void elements
 * (RFC 8794, section 11.3.2), and writes Cues, Duration and sizes. It may be done again at any time, as each step leaves a
 * file that can be repaired. @throws MatroskaError when it is no recording; what the file system throws
 */
export async function repairFile(path: string, signal?: AbortSignal): Promise<RepairOutcome> {
  const file = await openPlain(path, 'change');
  try {
    return await repair(file, signal);
  } finally {
    await file.close();
  }
}

async function repair(file: FileHandle, signal: AbortSignal | undefined): Promise<RepairOutcome> {
  const source = await new FileSource(file).look();
  const bytesBefore = source.size;
  const head = parseHead(Buffer.from(await source.read(0, maxHeadBytes)));
  const found = await survey(source, head, signal);
  const frames = found.cues.length;
  if (frames === 0) return { kind: 'empty', facts: head.facts, bytes: bytesBefore };
  for (const patch of found.patches) await writeAll(file, patch);
  await file.truncate(found.end);
  await file.datasync();
  const durationMs = durationOf(frames, (found.lastTime * head.timestampScaleNs) / 1_000_000);
  const cues = found.cues.encode();
  const hasCues = await appendCues(file, found.end, cues);
  const bytes = found.end + (hasCues ? cues.length : 0);
  const cuesAt = hasCues ? found.end : undefined;
  for (const patch of finishPatches(head, { bytes, durationMs, frames, cuesAt })) await writeAll(file, patch);
  await file.datasync();
  const { facts } = head;
  const cutBytes = bytesBefore - found.end;
  return { kind: 'finished', facts, frames, durationMs, bytes, cutBytes, damagedBytes: found.damagedBytes };
}

interface Survey {
  cues: CueList;
  patches: Patch[];
  /** End of the last cluster with a frame. */
  end: number;
  lastTime: number;
  damagedBytes: number;
}

async function survey(
  source: FileSource,
  head: ParsedHead,
  signal: AbortSignal | undefined,
): Promise<Survey> {
  const cues = new CueList(head.segmentBodyAt);
  const result: Survey = { cues, patches: [], end: head.clustersAt, lastTime: 0, damagedBytes: 0 };
  let damage: { from: number; to: number } | undefined;
  const options = { checkFrames: true, ...(signal ? { signal } : {}) };
  for await (const part of scanClusters(source, head, options)) {
    if (part.kind === 'damage' || part.frames.length === 0) {
      const from = part.kind === 'damage' ? part.from : part.at;
      damage = { from: damage?.from ?? from, to: part.kind === 'damage' ? part.to : part.end };
      continue;
    }
    if (damage) {
      // Damage at the end is cut off. Only damage with a cluster after it is covered.
      const bytes = damage.to - damage.from;
      if (bytes >= 2) result.patches.push({ at: damage.from, bytes: voidHead(bytes) });
      result.damagedBytes += bytes;
      damage = undefined;
    }
    const size = part.end - part.bodyAt;
    if (!part.isWhole && size <= largestSize(part.sizeBytes)) {
      result.patches.push({ at: part.bodyAt - part.sizeBytes, bytes: elementSize(size, part.sizeBytes) });
    }
    for (const { time, blockAt, isKey } of part.frames) cues.add(time, part.at, blockAt - part.bodyAt, isKey);
    result.lastTime = part.frames.at(-1)?.time ?? result.lastTime;
    result.end = part.end;
  }
  return result;
}

/** False: the disk has no room for the Cues. A file without Cues can still be played. */
async function appendCues(file: FileHandle, at: number, cues: Buffer): Promise<boolean> {
  try {
    await writeAll(file, { at, bytes: cues });
    await file.datasync();
    return true;
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(errnoOf(error))) throw error;
    await file.truncate(at);
    return false;
  }
}

/** Writes until all is written: one call may write a part only. @throws what the file system throws */
export async function writeAll(file: FileHandle, { at, bytes }: Patch): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}
