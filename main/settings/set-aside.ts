import { constants } from 'node:fs';
import { copyFile, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './store-problem.ts';

/** Files set aside that are kept, this one among them. */
const maxKept = 5;

/**
 * Keeps the file at `path` under a name with the time, beside it, for it is about to be replaced.
 * @param how "move": also what cannot be read
 * @returns the name it has there; undefined when there is no file any more
 * @throws what the file system throws; the file is where it was then
 */
export async function setAside(path: string, how: 'copy' | 'move', now: Date): Promise<string | undefined> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.broken-`;
  try {
    const others = (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort();
    // Only those that were there before: the new one may sort first, since a Pi's clock can be years behind.
    for (const old of others.slice(0, Math.max(0, others.length + 1 - maxKept))) {
      await rm(join(folder, old), { recursive: true, force: true });
    }
    const name = freeName(prefix + now.toISOString().replaceAll(/[:.]/g, '-'), others);
    if (how === 'move') await rename(path, join(folder, name));
    else await copyWhole(path, join(folder, name));
    return name;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function freeName(wanted: string, taken: string[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.includes(name)) return name;
  }
}

async function copyWhole(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    const copy = await open(to, 'r');
    try {
      // It may hold the hash of a PIN.
      await copy.chmod(0o600);
      await copy.sync();
    } finally {
      await copy.close();
    }
  } catch (error) {
    // A full disk leaves half of a copy.
    if (errnoOf(error) !== 'EEXIST') await rm(to, { force: true });
    throw error;
  }
}
