import { randomBytes } from 'node:crypto';
import {
  lstat,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../runtime/errno.ts';
import { syncFolder } from '../runtime/sync-folder.ts';
import { ConfigFileError } from './config-file-error.ts';

/** Only its owner may read cameras.json: it holds a password. */
const ownerOnly = 0o600;
const temporaryName = /\.[0-9a-f]{12}\.tmp$/;
const abandonedAfterMs = 60_000;

/** A new content for a file, already safe on the disk beside it. */
export interface StagedFile {
  /**
   * Puts the new content in the file's place. A reader sees the old content or the new one, also after a power cut.
   */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Writes a new content for the file at `path` without touching the file yet. A link is followed, not replaced.
 * @param mode the permissions of the file
 * @throws ConfigFileError, as `commit` does
 */
export async function stageFile(
  path: string,
  content: string | Buffer,
  mode = ownerOnly,
): Promise<StagedFile> {
  const target = (await unlessMissing(realpath(path), path)) ?? path;
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  const discard = () => rm(temporary, { force: true });
  try {
    await removeAbandoned(target);
    await writeTemporary(temporary, content, mode, target);
  } catch (error) {
    await discard().catch(() => undefined); // only the first error counts
    throw ConfigFileError.from(error, path);
  }
  const commit = async () => {
    try {
      await rename(temporary, target).catch(async (error: unknown) => {
        // A single file that is mounted into a container cannot be replaced, only written.
        if (errnoOf(error) !== 'EBUSY') throw error;
        await writeFile(target, content, { flush: true });
        await discard();
      });
      await syncFolder(dirname(target));
    } catch (error) {
      await discard().catch(() => undefined); // the disk may refuse this step too
      throw ConfigFileError.from(error, path);
    }
  };
  return { commit, discard };
}

/**
 * Does `stageFile` and `commit` in one step. @throws ConfigFileError when it cannot be written; the file is unchanged
 * then
 */
export async function replaceFile(path: string, content: string | Buffer, mode = ownerOnly): Promise<void> {
  await (await stageFile(path, content, mode)).commit();
}

/**
 * Removes the temporary files of killed writers beside the file at `path`. Call it only when no other process writes
 * there.
 */
export async function removeLeftovers(path: string): Promise<void> {
  await removeAbandoned((await unlessMissing(realpath(path), path)) ?? path, 0);
}

/**
 * Sets mode and owner through the descriptor: in a folder of another user, a path may lead to another file by now, and
 * root would give that file away.
 */
async function writeTemporary(
  temporary: string,
  content: string | Buffer,
  mode: number,
  target: string,
): Promise<void> {
  const file = await open(temporary, 'wx', ownerOnly);
  try {
    await file.writeFile(content);
    // The umask does not limit this mode.
    if (mode !== ownerOnly) await file.chmod(mode);
    await keepOwner(target, file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Removes the temporary files of killed processes beside a file, and nothing with a similar name.
 * @param olderThanMs 0 where no other process can be writing
 */
async function removeAbandoned(target: string, olderThanMs = abandonedAfterMs): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(target)}.`) || !temporaryName.test(name)) continue;
    const temporary = join(folder, name);
    const found = await unlessMissing(lstat(temporary), temporary);
    // Another process may be writing a young one. A clock that was set back only makes an old one stay longer.
    if (!found?.isFile()) continue;
    if (olderThanMs === 0 || Date.now() - found.mtimeMs > olderThanMs) await rm(temporary, { force: true });
  }
}

/** A person who starts the server once with sudo must not lock the service's user out of its file. */
async function keepOwner(target: string, temporary: FileHandle): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const before = await unlessMissing(stat(target), target);
  if (before) await temporary.chown(before.uid, before.gid);
}

async function unlessMissing<T>(answer: Promise<T>, path: string): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw ConfigFileError.from(error, path);
  }
}
