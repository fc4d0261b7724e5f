import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { SegmentEntry } from './segment-entry.ts';
import {
  cameraOfFolder,
  foldersOfDays,
  isDayFolder,
  parseSegmentFile,
  parseUploadMark,
  protectionName,
  uploadMarkName,
} from './segment-name.ts';

/** A file that is being written, or was when its writer was killed. */
export interface UnfinishedFile {
  camera: string;
  id: string;
  kind: RecordingKind;
  /** Below the recordings' folder. */
  path: string;
}

export type ScannedFile =
  | { kind: 'segment'; entry: SegmentEntry }
  | { kind: 'unfinished'; file: UnfinishedFile }
  /** A mark without a segment: that had no frame, or a person removed it. */
  | { kind: 'stray-mark'; path: string };

/**
 * Finds the segments in the recordings' folder: only names that a recorder gives, in folders of days; no link is followed.
 * One day of one camera is in memory at a time. @throws what the file system throws, but not for what vanishes meanwhile
 */
export async function* scanFolder(root: string, signal?: AbortSignal): AsyncGenerator<ScannedFile> {
  for (const folder of await subfolders(root)) {
    const camera = cameraOfFolder(folder);
    if (camera === undefined) continue;
    for (const kind of foldersOfDays) {
      for (const day of (await subfolders(join(root, folder, kind))).filter(isDayFolder)) {
        signal?.throwIfAborted();
        yield* scanDay(root, join(folder, kind, day), camera);
      }
    }
  }
}

async function* scanDay(root: string, day: string, camera: string): AsyncGenerator<ScannedFile> {
  const found = await unlessGone(readdir(join(root, day), { withFileTypes: true }));
  const names = new Set((found ?? []).filter((file) => file.isFile()).map(({ name }) => name));
  const ids = new Set([...names].map((name) => parseSegmentFile(name)?.id));
  for (const name of [...names].sort()) {
    const parsed = parseSegmentFile(name);
    const marked = parsed ? undefined : parseUploadMark(name);
    if (marked !== undefined && !ids.has(marked)) yield { kind: 'stray-mark', path: join(day, name) };
    if (!parsed) continue;
    const path = join(day, name);
    if (parsed.state === 'part') {
      const { id, kind } = parsed;
      yield { kind: 'unfinished', file: { camera, id, kind, path } };
      continue;
    }
    const marks = {
      isProtected: names.has(protectionName(parsed.id)),
      isWaiting: names.has(uploadMarkName(parsed.id)),
    };
    const entry = await scannedSegment(root, camera, path, marks);
    if (entry) yield { kind: 'segment', entry };
  }
}

/** The segment at a path below `root`. Undefined: there is none. @throws what the file system throws */
export async function scannedSegment(
  root: string,
  camera: string,
  path: string,
  { isProtected, isWaiting }: { isProtected: boolean; isWaiting: boolean },
): Promise<SegmentEntry | undefined> {
  const name = parseSegmentFile(basename(path));
  const file = name && name.state !== 'part' ? await unlessGone(stat(join(root, path))) : undefined;
  if (!name || name.state === 'part' || !file) return undefined;
  const { id, kind, start, state, durationMs } = name;
  // The name of one from before the clock was set has no date; the file's is as good as the clock was.
  const startMs =
    start.clock === 'synchronised' ? start.startedAt.getTime() : Math.round(file.mtimeMs - durationMs);
  const { clock } = start;
  const entry = { camera, id, kind, path, startMs, durationMs, bytes: file.size, clock, state };
  const waits = isWaiting && kind === 'recording' && state === 'closed';
  return { ...entry, protected: isProtected, ...(waits && { waitsForUpload: true }) };
}

async function subfolders(folder: string): Promise<string[]> {
  const found = await unlessGone(readdir(folder, { withFileTypes: true }));
  return (found ?? [])
    .filter((file) => file.isDirectory())
    .map(({ name }) => name)
    .sort();
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
