import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from './errno.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Makes a folder below `root`, which has to be there: a disk that is not mounted must not get its folders on the disk
 * below. A power cut does not undo it. A link is no folder, since it may lead out of `root`.
 * @throws what the file system throws
 */
export async function ensureFolder(root: string, below: string): Promise<string> {
  const folder = join(root, below);
  if (dirname(below) !== '.') await ensureFolder(root, dirname(below));
  if (await hasFolder(folder)) return folder;
  try {
    await mkdir(folder, { mode: 0o750 });
    await syncFolder(dirname(folder));
  } catch (error) {
    // Another may have made it meanwhile.
    if (errnoOf(error) !== 'EEXIST' || !(await hasFolder(folder))) throw error;
  }
  return folder;
}

/** False: there is nothing. A link is no folder here, either. @throws what the file system throws; EEXIST for what is no folder */
export async function hasFolder(path: string): Promise<boolean> {
  try {
    if ((await lstat(path)).isDirectory()) return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
  throw Object.assign(new Error(`${path} is no folder; remove or rename it`), { code: 'EEXIST' });
}
