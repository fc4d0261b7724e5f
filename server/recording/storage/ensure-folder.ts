import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../runtime/errno.ts';
import { syncFolder } from '../../runtime/sync-folder.ts';

/**
 * Makes a folder below `root`, which has to be there: a disk that is not mounted must not get its folders on the disk
 * below. A power cut does not undo it. A link is no folder, since it may lead out of `root`.
 * @throws what the file system throws
 */
export async function ensureFolder(root: string, below: string): Promise<string> {
  const folder = join(root, below);
  if (dirname(below) !== '.') await ensureFolder(root, dirname(below));
  if (await isFolder(folder)) return folder;
  try {
    await mkdir(folder, { mode: 0o750 });
    await syncFolder(dirname(folder));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // Another has made it meanwhile, or it is something else.
    if (await isFolder(folder)) return folder;
    throw Object.assign(new Error(`${folder} is no folder; remove or rename it`), { code: 'EEXIST' });
  }
  return folder;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
