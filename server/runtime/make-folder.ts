import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';

/**
 * Makes a folder and those above it that are missing. Node's own way (`recursive`) never ends, and takes a whole core,
 * where a file system answers ENOENT for a new folder, as /proc does. @throws errors of the file system
 */
export async function makeFolder(folder: string): Promise<void> {
  return make(folder, false);
}

async function make(folder: string, hasParent: boolean): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (errno !== 'ENOENT' || hasParent) throw error;
    await make(dirname(folder), false);
    await make(folder, true);
  }
}
