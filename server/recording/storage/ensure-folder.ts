import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../runtime/errno.ts';
import { syncFolder } from '../../runtime/sync-folder.ts';

/**
 * Makes a folder below `root`, which has to be there: a disk that is not mounted must not get its folders on the disk
 * below. A power cut does not undo it. @throws what the file system throws
 */
export async function ensureFolder(root: string, below: string): Promise<string> {
  const folder = join(root, below);
  if (await isFolder(folder)) return folder;
  if (dirname(below) !== '.') await ensureFolder(root, dirname(below));
  try {
    await mkdir(folder, { mode: 0o750 });
    await syncFolder(dirname(folder));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return folder;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
