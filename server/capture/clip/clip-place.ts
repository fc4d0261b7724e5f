import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CaptureError } from '../../contract/capture-error.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** A clip that may be read, without symbolic links on its way. */
export interface ClipPlace {
  path: string;
  kind: 'file' | 'folder';
}

/**
 * Finds the clip that a `device` names. Only clips in `folders` are read: a person who may change the configuration over
 * the network must not read other files of this machine that way. So a path that leads out of the folders gets the same
 * answer whether there is a file or not.
 * @param folders a relative name is in the first one
 * @throws CaptureError no-clip, permission
 */
export async function findClip(name: string, folders: readonly string[]): Promise<ClipPlace> {
  const [first = ''] = folders;
  const wanted = resolve(first, name);
  const isMeant = folders.some((folder) => isInside(folder, wanted));
  if (!isMeant) throw outside(name, folders);
  const path = await realpath(wanted).catch((error: unknown) => {
    throw unreadable(error, wanted);
  });
  const realFolders = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  if (!realFolders.some((folder) => folder !== undefined && isInside(folder, path))) {
    throw outside(name, folders);
  }
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error, wanted);
  });
  if (found.isDirectory()) return { path, kind: 'folder' };
  if (found.isFile()) return { path, kind: 'file' };
  throw new CaptureError('bad-clip', `${wanted} is neither a file nor a folder`);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(name: string, folders: readonly string[]): CaptureError {
  return new CaptureError('no-clip', `${name} is not in ${folders.join(' or ')}`);
}

/** What the system said of a clip that was to be read. */
export function unreadable(error: unknown, path: string): CaptureError {
  const isClosed = ['EACCES', 'EPERM'].includes(errnoOf(error));
  return isClosed
    ? new CaptureError('permission', `${path} may not be read`, { cause: error })
    : new CaptureError('no-clip', `${path} is not there`, { cause: error });
}
