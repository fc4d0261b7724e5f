import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../runtime/exists.ts';
import { MatroskaError } from './matroska/matroska-error.ts';
import { readerLimits } from './matroska/reader-limits.ts';
import type { SegmentReader } from './matroska/segment-reader.ts';
import { readStored, type StoredPicture } from './playback/stored-picture.ts';
import { readPlain, writePlain } from '../runtime/plain-file.ts';
import { thumbnailName } from './storage/segment-name.ts';

/** One of 320 pixels has 20 KB. */
const maxThumbnailBytes = 1024 * 1024;

/** The first picture of a recording, as it is in the file. @throws what the file system throws; MatroskaError */
export function firstPicture(reader: SegmentReader, signal: AbortSignal): Promise<StoredPicture> {
  const capturedAt = reader.facts.startedAt.getTime();
  return readStored(reader, { file: '', number: 0, capturedAt }, -1, signal);
}

/** A still. Its size is in its bytes: the one here only says that it is large. @throws as `readStill` */
export async function stillPicture(path: string, startedAt: Date): Promise<StoredPicture> {
  const size = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY };
  const capturedAt = startedAt.getTime();
  const facts = { ...size, capturedAtMs: 0, capturedAt, sequence: 1, origin: 'camera' as const };
  return { kind: 'jpeg', frame: { ...facts, jpeg: await readStill(path) } };
}

/** The picture of a still. @throws MatroskaError when it is none; what the file system throws */
export async function readStill(path: string): Promise<Buffer> {
  const jpeg = await readPlain(path, readerLimits.maxFrameBytes);
  if (jpeg && isWholeJpeg(jpeg)) return jpeg;
  throw new MatroskaError('not-matroska', 'There is no whole picture in the file');
}

/** The thumbnail that is kept beside a recording; undefined: none is, or half of one. @throws what the file system throws */
export async function readThumbnail(recording: string, id: string): Promise<Buffer | undefined> {
  const jpeg = await readPlain(thumbnailPath(recording, id), maxThumbnailBytes);
  return jpeg && isWholeJpeg(jpeg) ? jpeg : undefined;
}

/**
 * Keeps a thumbnail beside a recording, in the turn of those that remove recordings: one that is gone by now gets none, which
 * nobody would remove. A full or read-only disk keeps none: it is made again when it is asked for.
 */
export async function keepThumbnail(recording: string, id: string, jpeg: Buffer): Promise<void> {
  const path = thumbnailPath(recording, id);
  const temporary = `${path}.tmp`;
  try {
    if (!(await exists(recording))) return;
    await writePlain(temporary, jpeg);
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined); // the disk refuses this, too
  }
}

function thumbnailPath(recording: string, id: string): string {
  return join(dirname(recording), thumbnailName(id));
}

/** After a power cut a file may be empty or end with zeros. */
function isWholeJpeg(jpeg: Buffer): boolean {
  return jpeg.length >= 4 && jpeg.readUInt16BE(0) === 0xffd8 && jpeg.readUInt16BE(jpeg.length - 2) === 0xffd9;
}
