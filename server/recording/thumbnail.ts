import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Frame } from '../frame/frame.ts';
import { errnoOf } from '../runtime/errno.ts';
import type { SegmentReader } from './matroska/segment-reader.ts';
import { thumbnailName } from './storage/segment-name.ts';

/** The first picture of a recording, with its orientation. @throws what the file system throws; MatroskaError */
export async function firstPicture(reader: SegmentReader, signal: AbortSignal): Promise<Frame> {
  const jpeg = await reader.readFrame(0, signal);
  const { width, height, orientation, startedAt } = reader.facts;
  const capturedAt = startedAt.getTime();
  return { jpeg, width, height, orientation, capturedAtMs: 0, capturedAt, sequence: 1, origin: 'camera' };
}

/** A still. Its size is in its bytes: the one here only says that it is large. @throws what the file system throws */
export async function stillPicture(path: string, startedAt: Date): Promise<Frame> {
  const size = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };
  const capturedAt = startedAt.getTime();
  return { jpeg: await readFile(path), ...size, capturedAtMs: 0, capturedAt, sequence: 1, origin: 'camera' };
}

/** The thumbnail that is kept beside a recording; undefined: none is. @throws what the file system throws */
export async function readThumbnail(recording: string, id: string): Promise<Buffer | undefined> {
  try {
    return await readFile(thumbnailPath(recording, id));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps a thumbnail beside a recording. A full or read-only disk keeps none: it is made again when it is asked for. */
export async function keepThumbnail(recording: string, id: string, jpeg: Buffer): Promise<void> {
  const path = thumbnailPath(recording, id);
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, jpeg);
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined); // the disk refuses this, too
  }
}

function thumbnailPath(recording: string, id: string): string {
  return join(dirname(recording), thumbnailName(id));
}
