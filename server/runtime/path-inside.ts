import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { errnoOf } from './errno.ts';

/**
 * The absolute path of a new file that `path`, seen from `folder`, names; undefined where it would not lie in the folder,
 * also because a symbolic link leads out of it.
 */
export async function pathInside(folder: string, path: string): Promise<string | undefined> {
  if (path.includes('\0')) return undefined;
  const wanted = resolve(folder, path);
  if (!isBelow(resolve(folder), wanted)) return undefined;
  const [realFolder, realParent] = [await realOf(resolve(folder)), await realOf(dirname(wanted))];
  if (realFolder === undefined || realParent === undefined) return undefined;
  return realParent === realFolder || isBelow(realFolder, realParent) ? wanted : undefined;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path without symbolic links, of which the last parts need not exist; undefined for a link that leads nowhere. */
async function realOf(path: string): Promise<string | undefined> {
  try {
    await lstat(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') return undefined; // e.g. below a file, or where this program may not look
    const above = await realOf(dirname(path));
    return above === undefined ? undefined : resolve(above, relative(dirname(path), path));
  }
  return realpath(path).catch(() => undefined); // a circle of links, or one to what is not there
}
