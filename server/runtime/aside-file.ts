import { constants } from 'node:fs';
import { copyFile, lstat, open, readdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './errno.ts';

/** What stays of the copies of one file. The newest copy stays whatever its size. */
export const asideLimits = { files: 5, bytes: 8 * 1024 * 1024 };

/** Its owner's alone: it may hold a password. */
const ownerOnly = 0o600;

/** "kept": a person may want it back. "broken": it could not be used. */
export type AsideKind = 'kept' | 'broken';

/** How a file goes aside: moved, copied byte for byte, or as this text in its stead. */
export type AsideWay = { how: 'move' } | { how: 'copy' } | { how: 'text'; text: string };

/** A file that was set aside, for another is to take its place. */
export interface AsideFile {
  /** Without its folder. */
  name: string;
  /** The other could not take the place: all is as before. @throws what the file system throws */
  undo(): Promise<void>;
  /** The other has the place: removes the copies beyond `asideLimits`. Returns how many. Never rejects. */
  removeOlder(): Promise<number>;
}

/**
 * Keeps the file at `path` under a name with the time. A copy is beside `path`; where `path` is a link, a moved file is
 * beside the file that the link leads to.
 * @throws what the file system throws; nothing has changed then
 */
export async function setAside(path: string, kind: AsideKind, now: Date, way: AsideWay): Promise<AsideFile> {
  const source = way.how === 'move' ? await whereItIs(path) : path;
  const folder = dirname(source);
  const at = now.toISOString().replaceAll(/[:.]/g, '-');
  const copies = await copiesOf(folder, basename(source), kind);
  // A clock that is set back can give a time twice: the newer copy has the higher number.
  for (let count = 1 + (copies.find((copy) => copy.at === at)?.count ?? 0); ; count++) {
    const name = `${basename(source)}.${kind}-${at}${count === 1 ? '' : `-${count}`}`;
    const aside = join(folder, name);
    if (!(await takeAside(source, aside, way))) continue;
    return {
      name,
      async undo() {
        if (way.how !== 'move') await rm(aside, { force: true });
        else if (!(await exists(source))) await rename(aside, source);
      },
      removeOlder: () => removeOlder(source, kind, name),
    };
  }
}

/** A loop of links, or a link to nothing, is itself what is there. */
async function whereItIs(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (['ELOOP', 'ENOENT'].includes(errnoOf(error))) return path;
    throw error;
  }
}

/** False: the name is taken. */
async function takeAside(source: string, aside: string, way: AsideWay): Promise<boolean> {
  if (await exists(aside)) return false;
  if (way.how === 'move') {
    await rename(source, aside);
    return true;
  }
  try {
    if (way.how === 'copy') await copyFile(source, aside, constants.COPYFILE_EXCL);
    else await writeFile(aside, way.text, { flag: 'wx', mode: ownerOnly });
    await syncCopy(aside);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // A full disk leaves half of a copy.
    await rm(aside, { force: true });
    throw error;
  }
}

async function syncCopy(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.chmod(ownerOnly);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeOlder(source: string, kind: AsideKind, newest: string): Promise<number> {
  const folder = dirname(source);
  let removed = 0;
  try {
    const others = (await copiesOf(folder, basename(source), kind)).filter(({ name }) => name !== newest);
    // The new one may sort first, since a Pi's clock can be years behind.
    let [files, bytes] = [1, (await lstat(join(folder, newest))).size];
    for (const { name } of others) {
      const found = await lstat(join(folder, name));
      files++;
      bytes += found.isFile() ? found.size : 0;
      if (files <= asideLimits.files && bytes <= asideLimits.bytes) continue;
      if (await removeCopy(join(folder, name), found.isDirectory())) removed++;
    }
  } catch {
    return removed; // the next copy tries again; a save must not fail for it
  }
  return removed;
}

interface Copy {
  name: string;
  /** When it was made, as its name says it. */
  at: string;
  /** Of the copies of that moment. */
  count: number;
}

/** Names exactly as `setAside` gives them, the newest first. */
async function copiesOf(folder: string, file: string, kind: AsideKind): Promise<Copy[]> {
  const prefix = `${file}.${kind}-`;
  const time = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)(?:-([1-9]\d*))?$/;
  const found = (await readdir(folder)).flatMap((name) => {
    const match = name.startsWith(prefix) ? time.exec(name.slice(prefix.length)) : null;
    return match ? [{ name, at: match[1] ?? '', count: Number(match[2] ?? 1) }] : [];
  });
  return found.sort((one, other) => other.at.localeCompare(one.at) || other.count - one.count);
}

/** A folder stays while something is in it, because the server did not put that there. */
async function removeCopy(path: string, isFolder: boolean): Promise<boolean> {
  if (!isFolder) await rm(path, { force: true });
  else {
    try {
      await rmdir(path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error))) throw error;
      return false;
    }
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
