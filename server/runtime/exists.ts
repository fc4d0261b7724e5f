import { lstat } from 'node:fs/promises';
import { errnoOf } from './errno.ts';

/** Whether there is anything at `path`, also a symbolic link that leads nowhere. @throws other errors of the file system */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
