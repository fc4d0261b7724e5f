import { constants } from 'node:fs';
import { copyFile, lstat, open, readdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './errno.ts';
import { exists } from './exists.ts';

/** The limits for the copies of one file. The newest copy stays whatever its size. */
export const asideLimits = { files: 5, bytes: 8 * 1024 * 1024 };

/** Only the owner may read it: it may hold a password. */
const ownerOnly = 0o600;

/** "kept": a person may need it again. "broken": it could not be used. */
export type AsideKind = 'kept' | 'broken';

/** How a file is set aside: moved, copied byte for byte, or replaced by a given text. */
export type AsideWay = { how: 'move' } | { how: 'copy' } | { how: 'text'; text: string };

/** A file that was set aside, so that another can take its place. */
export interface AsideFile {
  /** The name without the folder. */
  name: string;
  /**
   * Restores the old state, because the other file could not take the place.
   * @throws errors of the file system
   */
  undo(): Promise<void>;
  /**
   * Removes the copies beyond `asideLimits`, after the other file has taken the place. Returns their number. Never
   * rejects.
   */
  removeOlder(): Promise<number>;
}

/**
 * Keeps the file at `path` under a name with the time. A copy is stored beside `path`. If `path` is a link, a moved
 * file is stored beside the target of the link.
 * @throws errors of the file system; then nothing has changed
 */
export async function setAside(path: string, kind: AsideKind, now: Date, way: AsideWay): Promise<AsideFile> {
  const source = way.how === 'move' ? await whereItIs(path) : path;
  const folder = dirname(source);
  const at = now.toISOString().replaceAll(/[:.]/g, '-');
  const copies = await copiesOf(folder, basename(source), kind);
  // After its clock was set back, a machine can have the same time twice: the newer copy gets the higher number.
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

/** The target of a link; the link itself when it is part of a loop or leads to nothing. */
async function whereItIs(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (['ELOOP', 'ENOENT'].includes(errnoOf(error))) return path;
    throw error;
  }
}

/** Returns false when the name is taken. */
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
    // On a full disk only a part of the copy was written.
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
    // The newest copy may not sort first, because the clock of a Pi can be years behind.
    let [files, bytes] = [1, (await lstat(join(folder, newest))).size];
    for (const { name } of others) {
      const found = await lstat(join(folder, name));
      files++;
      bytes += found.isFile() ? found.size : 0;
      if (files <= asideLimits.files && bytes <= asideLimits.bytes) continue;
      if (await removeCopy(join(folder, name), found.isDirectory())) removed++;
    }
  } catch {
    return removed; // the next copy tries again; a save must not fail because of this
  }
  return removed;
}

interface Copy {
  name: string;
  /** The time in its name. */
  at: string;
  /** The number among copies of the same time. */
  count: number;
}

/** The names that `setAside` gives, the newest first. */
async function copiesOf(folder: string, file: string, kind: AsideKind): Promise<Copy[]> {
  const prefix = `${file}.${kind}-`;
  const time = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)(?:-([1-9]\d*))?$/;
  const found = (await readdir(folder)).flatMap((name) => {
    const match = name.startsWith(prefix) ? time.exec(name.slice(prefix.length)) : null;
    return match ? [{ name, at: match[1] ?? '', count: Number(match[2] ?? 1) }] : [];
  });
  return found.sort((one, other) => other.at.localeCompare(one.at) || other.count - one.count);
}

/** A folder stays while it contains something, because the server did not put that there. */
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
