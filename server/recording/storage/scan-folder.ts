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

/** What a writer or a person left behind in the folder. */
export type Leftover =
  | { kind: 'unfinished'; file: UnfinishedFile }
  /** A mark without a segment: the segment had no frame, or a person removed it. */
  | { kind: 'stray-mark'; path: string };

/**
 * Finds the segments in the recordings' folder: only names that a recorder gives, in folders of days; no link is followed.
 * One day of one camera is in memory at a time. @throws what the file system throws, but not for what vanishes meanwhile
 */
export async function* scanFolder(root: string, signal?: AbortSignal): AsyncGenerator<SegmentEntry> {
  for await (const { camera, day, names } of scanDays(root, signal)) {
    for (const name of names) {
      const parsed = parseSegmentFile(name);
      if (!parsed || parsed.state === 'part') continue;
      const marks = {
        isProtected: names.has(protectionName(parsed.id)),
        isWaiting: names.has(uploadMarkName(parsed.id)),
      };
      const entry = await scannedSegment(root, camera, join(day, name), marks);
      if (entry) yield entry;
    }
  }
}

/**
 * Finds the files that a writer left unfinished, and marks without a file. It reads names only, since asking a slow card
 * about each of thousands of files takes seconds. @throws as `scanFolder`
 */
export async function* scanLeftovers(root: string, signal?: AbortSignal): AsyncGenerator<Leftover> {
  for await (const { camera, day, names } of scanDays(root, signal)) {
    const ids = new Set([...names].map((name) => parseSegmentFile(name)?.id));
    for (const name of names) {
      const parsed = parseSegmentFile(name);
      const path = join(day, name);
      const marked = parsed ? undefined : parseUploadMark(name);
      if (marked !== undefined && !ids.has(marked)) yield { kind: 'stray-mark', path };
      if (parsed?.state !== 'part') continue;
      yield { kind: 'unfinished', file: { camera, id: parsed.id, kind: parsed.kind, path } };
    }
  }
}

interface DayOfFiles {
  camera: string;
  /** Its folder, below the recordings' folder. */
  day: string;
  /** The names of its files, sorted. */
  names: Set<string>;
}

async function* scanDays(root: string, signal?: AbortSignal): AsyncGenerator<DayOfFiles> {
  for (const folder of await subfolders(root)) {
    const camera = cameraOfFolder(folder);
    if (camera === undefined) continue;
    for (const kind of foldersOfDays) {
      for (const day of (await subfolders(join(root, folder, kind))).filter(isDayFolder)) {
        signal?.throwIfAborted();
        const path = join(folder, kind, day);
        const found = await unlessGone(readdir(join(root, path), { withFileTypes: true }));
        const names = (found ?? []).filter((file) => file.isFile()).map(({ name }) => name);
        yield { camera, day: path, names: new Set(names.sort()) };
      }
    }
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
