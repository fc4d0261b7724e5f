import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../runtime/errno.ts';
import { syncFolder } from '../../runtime/sync-folder.ts';
import { FileSource } from '../matroska/byte-source.ts';
import { startPatches } from '../matroska/finish.ts';
import { maxHeadBytes, parseHead } from '../matroska/parse-head.ts';
import { writeAll } from '../matroska/repair.ts';
import { realDisk } from '../segment/segment-disk.ts';
import type { SegmentEntry } from './segment-entry.ts';
import { closedName, protectionName, segmentFolder, segmentId, thumbnailName } from './segment-name.ts';
import { ensureFolder } from './ensure-folder.ts';
import { openPlain, writePlain } from './plain-file.ts';

/** Removes a segment with its marker and thumbnail, and its day's folder when that is empty. @throws what the file system throws */
export async function removeSegment(root: string, { path, id }: SegmentEntry): Promise<void> {
  const folder = join(root, dirname(path));
  await rm(join(root, path), { force: true });
  await rm(join(folder, protectionName(id)), { force: true });
  await rm(join(folder, thumbnailName(id)), { force: true });
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
  const marker = join(root, dirname(path), protectionName(id));
  if (isProtected) await writePlain(marker, '');
  else await rm(marker, { force: true });
  await syncFolder(dirname(marker));
}

/**
 * Gives a segment from before the clock was set its date: in the file, its name and its folder; marker and thumbnail
 * follow. A power cut in between leaves it protected, if it was. Returns the segment as it is now.
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
  await realDisk.rename(from, join(root, path));
  const before = join(root, dirname(entry.path));
  await rm(join(before, protectionName(entry.id)), { force: true });
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
