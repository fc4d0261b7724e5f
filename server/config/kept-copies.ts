import { constants } from 'node:fs';
import { copyFile, open, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigFileError, errnoOf } from './config-file-error.ts';
import { configFileName, lastGoodFileName } from './config-file.ts';
import { readFileText } from './file-text.ts';
import { sealText } from './password-sealing.ts';
import { stageFile } from './whole-file.ts';

/** Makes the text of a good cameras.json the last good copy. @throws ConfigFileError */
export async function keepLastGood(folder: string, text: string): Promise<void> {
  const path = join(folder, lastGoodFileName);
  const kept = await readFileText(path);
  if (kept.kind === 'text' && kept.text === text) return;
  await (await stageFile(path, text)).commit();
}

/**
 * Hashes the passwords in cameras.json, whose text is `text`, and changes nothing else in it.
 * @returns the text the file holds then
 * @throws ConfigFileError
 */
export async function sealFile(folder: string, text: string, knownHash: string): Promise<string> {
  // Not UTF-8: writing it back would lose letters for good. Its problem asks to save it anew, then it is hashed too.
  if (text.includes('\uFFFD')) return text;
  const path = join(folder, configFileName);
  const sealed = await sealText(text, knownHash);
  if (sealed === text) return text;
  const staged = await stageFile(path, sealed);
  // Hashing takes long enough for a person to save the file once more; that is read and hashed in its turn.
  const file = await readFileText(path);
  if (file.kind === 'text' && file.text === text) {
    await staged.commit();
    return sealed;
  }
  await staged.discard();
  return text;
}

/** Hashes the passwords in the last good copy, which may be from before they were hashed. @throws ConfigFileError */
export async function sealLastGood(folder: string, knownHash: string): Promise<void> {
  const path = join(folder, lastGoodFileName);
  const kept = await readFileText(path);
  if (kept.kind !== 'text') return;
  const sealed = await sealText(kept.text, knownHash);
  if (sealed !== kept.text) await (await stageFile(path, sealed)).commit();
}

/**
 * Keeps a copy of cameras.json under a name with the time, for it is about to be overwritten. The copies are not
 * counted: each of them is the work of a person. Passwords in it are hashed, as far as it is text.
 * @returns the name of the copy
 * @throws ConfigFileError
 */
export async function keepAside(folder: string, now: Date, knownHash: string): Promise<string> {
  const path = join(folder, configFileName);
  const file = await readFileText(path);
  const text = file.kind === 'text' ? file.text : undefined;
  const sealed = text === undefined ? undefined : await sealText(text, knownHash);
  // Byte for byte where there is nothing to hide: the text may not even be UTF-8.
  return copyAside(path, now, sealed === text ? undefined : sealed);
}

/**
 * Copies the file at `path` to a name with the time, beside it.
 * @param text instead of what it holds
 * @returns the name of the copy
 * @throws ConfigFileError
 */
export async function copyAside(path: string, now: Date, text?: string): Promise<string> {
  // A folder, which Docker makes where it should mount a file that is not there, or a pipe, which would never end.
  if (!(await stat(path)).isFile()) throw new ConfigFileError('not-a-file', path);
  const name = `${basename(path)}.kept-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  for (let count = 1; ; count++) {
    const aside = count === 1 ? name : `${name}-${count}`;
    const copy = join(dirname(path), aside);
    try {
      if (text === undefined) await copyFile(path, copy, constants.COPYFILE_EXCL);
      else await writeFile(copy, text, { flag: 'wx', mode: 0o600 });
      await syncFile(copy);
      return aside;
    } catch (error) {
      // A clock that is set back can give a name twice.
      if (errnoOf(error) !== 'EEXIST') throw ConfigFileError.from(error, path);
    }
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
