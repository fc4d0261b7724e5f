import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../runtime/errno.ts';
import { exists } from '../../runtime/exists.ts';
import { syncFolder } from '../../runtime/sync-folder.ts';
import { FileSource } from '../matroska/byte-source.ts';
import { startPatches } from '../matroska/finish.ts';
import { maxHeadBytes, parseHead } from '../matroska/parse-head.ts';
import { writeAll } from '../matroska/repair.ts';
import { realDisk } from '../segment/segment-disk.ts';
import type { SegmentEntry } from './segment-entry.ts';
import {
  closedName,
  protectionName,
  segmentFolder,
  segmentId,
  thumbnailName,
  uploadMarkName,
} from './segment-name.ts';
import { ensureFolder } from '../../runtime/ensure-folder.ts';
import { openPlain, writePlain } from '../../runtime/plain-file.ts';

/**
 * Removes a segment with its marks and thumbnail, and its day's folder when that is empty. @throws what the file
 * system throws
 */
export async function removeSegment(root: string, { path, id }: SegmentEntry): Promise<void> {
  const folder = join(root, dirname(path));
  await rm(join(root, path), { force: true });
  await rm(join(folder, protectionName(id)), { force: true });
  await rm(join(folder, thumbnailName(id)), { force: true });
  await rm(join(folder, uploadMarkName(id)), { force: true });
  // The server was killed while it wrote it.
  await rm(join(folder, `${thumbnailName(id)}.tmp`), { force: true });
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error))) throw error;
  }
}

/** @throws what the file system throws */
export async function setProtection(
  root: string,
  { path, id }: SegmentEntry,
  isProtected: boolean,
): Promise<void> {
  await setMark(join(root, dirname(path), protectionName(id)), isProtected);
}

/** Whether a segment waits for its upload. @param path of its file, also while that is written; absolute */
export async function setUploadMark(path: string, id: string, isWaiting: boolean): Promise<void> {
  await setMark(join(dirname(path), uploadMarkName(id)), isWaiting);
}

export function hasUploadMark(path: string, id: string): Promise<boolean> {
  return exists(join(dirname(path), uploadMarkName(id)));
}

async function setMark(mark: string, isThere: boolean): Promise<void> {
  if (isThere) await writePlain(mark, '');
  else await rm(mark, { force: true });
  await syncFolder(dirname(mark));
}

/**
 * Gives its date to a segment that was recorded before the clock was set: in the file, in its name and in its folder. The
 * marks and the thumbnail move with it. A power cut in between leaves it protected and waiting, if it was. Returns the
 * segment as it is now.
 * @throws what the file system throws; MatroskaError when the file is none
 */
export async function nameByClock(root: string, entry: SegmentEntry, startedAt: Date): Promise<SegmentEntry> {
  const from = join(root, entry.path);
  if (entry.kind !== 'still') await patchStart(from, startedAt);
  const start = { clock: 'synchronised' as const, startedAt };
  const id = segmentId(start, entry.kind);
  const folder = segmentFolder(entry.camera, start, entry.kind);
  await ensureFolder(root, folder);
  const name =
    entry.state === 'closed' ? closedName(id, entry.durationMs) : basename(entry.path).replace(entry.id, id);
  const path = join(folder, name);
  const named = { ...entry, id, path, startMs: startedAt.getTime(), clock: 'synchronised' as const };
  if (entry.protected) await setProtection(root, named, true);
  if (entry.waitsForUpload) await setUploadMark(join(root, path), id, true);
  await realDisk.rename(from, join(root, path));
  const before = join(root, dirname(entry.path));
  await rm(join(before, protectionName(entry.id)), { force: true });
  await rm(join(before, uploadMarkName(entry.id)), { force: true });
  await moveIfThere(join(before, thumbnailName(entry.id)), join(root, folder, thumbnailName(id)));
  return named;
}

async function patchStart(path: string, startedAt: Date): Promise<void> {
  const file = await openPlain(path, 'change');
  try {
    const source = await new FileSource(file).look();
    const head = parseHead(Buffer.from(await source.read(0, maxHeadBytes)));
    for (const patch of startPatches(head, startedAt)) await writeAll(file, patch);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await realDisk.rename(from, to);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
