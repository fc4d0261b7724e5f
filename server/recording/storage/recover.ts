import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MatroskaError } from '../matroska/matroska-error.ts';
import { repairFile } from '../matroska/repair.ts';
import { realDisk } from '../segment/segment-disk.ts';
import { filmSpanMs } from '../timed/film-times.ts';
import type { UnfinishedFile } from './scan-folder.ts';
import { brokenName, closedPath } from './segment-name.ts';

/** The result for a file that its writer left. Paths are below the recordings' folder. */
export type Recovery =
  | { kind: 'finished'; camera: string; path: string; frames: number; durationMs: number; cutBytes: number }
  /** It had no whole frame, or is half a still, and was removed. */
  | { kind: 'empty'; camera: string; path: string }
  /** It cannot be repaired and is kept as "….broken". */
  | { kind: 'set-aside'; camera: string; path: string; why: string };

/** A file of more bytes without a frame is kept: something is in it. */
const maxEmptyBytes = 64 * 1024;

/**
 * Makes a whole file of one that its writer left, or sets it aside. Nobody may be writing to it.
 * @throws what the file system throws; nothing is lost then
 */
export async function recoverFile(
  root: string,
  file: UnfinishedFile,
  signal?: AbortSignal,
): Promise<Recovery> {
  const { camera, kind, path } = file;
  const part = join(root, path);
  const { size } = await stat(part);
  if (kind === 'still') {
    await realDisk.remove(part);
    return { kind: 'empty', camera, path };
  }
  try {
    const repaired = await repairFile(part, signal);
    if (repaired.kind === 'finished') {
      const { frames, durationMs, cutBytes } = repaired;
      const spanMs = kind === 'timelapse' ? await filmSpanMs(part) : durationMs;
      const closed = closedPath(path, spanMs ?? durationMs);
      await realDisk.rename(part, join(root, closed));
      return { kind: 'finished', camera, path: closed, frames, durationMs, cutBytes };
    }
  } catch (error) {
    if (!(error instanceof MatroskaError)) throw error;
    if (size > maxEmptyBytes) return setAside(root, file, error.message);
  }
  if (size > maxEmptyBytes) return setAside(root, file, 'There is no whole frame in it');
  await realDisk.remove(part);
  return { kind: 'empty', camera, path };
}

async function setAside(root: string, { camera, id, path }: UnfinishedFile, why: string): Promise<Recovery> {
  const broken = join(dirname(path), brokenName(id));
  await realDisk.rename(join(root, path), join(root, broken));
  return { kind: 'set-aside', camera, path: broken, why };
}
