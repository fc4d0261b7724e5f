import { join } from 'node:path';
import { setAside, type AsideFile, type AsideWay } from '../runtime/aside-file.ts';
import { ConfigFileError } from './config-file-error.ts';
import { configFileName, lastGoodFileName } from './config-file.ts';
import { readFileText } from './file-text.ts';
import { sealText } from './password-sealing.ts';
import { replaceFile, stageFile } from './whole-file.ts';

/** Makes the text of a good cameras.json the last good copy. @throws ConfigFileError */
export async function keepLastGood(folder: string, text: string): Promise<void> {
  const path = join(folder, lastGoodFileName);
  const kept = await readFileText(path);
  if (kept.kind === 'text' && kept.text === text) return;
  await replaceFile(path, text);
}

/**
 * Hashes the passwords in cameras.json, whose text is `text`, and changes nothing else in it.
 * @returns the text the file holds then
 * @throws ConfigFileError
 */
export async function sealFile(folder: string, text: string, knownHash: string): Promise<string> {
  // The text is not UTF-8, and writing it back would lose letters for good. A problem asks the user to save the file
  // again; then it is hashed too.
  if (text.includes('\uFFFD')) return text;
  const path = join(folder, configFileName);
  const sealed = await sealText(text, knownHash);
  if (sealed === text) return text;
  const staged = await stageFile(path, sealed);
  // Hashing takes long enough for a person to save the file once more. That new file is read and hashed in its turn.
  const file = await readFileText(path);
  if (file.kind === 'text' && file.text === text) {
    await staged.commit();
    return sealed;
  }
  await staged.discard();
  return text;
}

/**
 * Hashes the passwords in the last good copy. An older version may have written it without hashes. @throws
 * ConfigFileError
 */
export async function sealLastGood(folder: string, knownHash: string): Promise<void> {
  const path = join(folder, lastGoodFileName);
  const kept = await readFileText(path);
  if (kept.kind !== 'text') return;
  const sealed = await sealText(kept.text, knownHash);
  if (sealed !== kept.text) await replaceFile(path, sealed);
}

/**
 * Sets cameras.json aside under a name with the time, before it is replaced. A file that is too large to read is moved.
 * Any other is copied, and the passwords in a text are hashed.
 * @throws ConfigFileError
 */
export async function keepAside(folder: string, now: Date, knownHash: string): Promise<AsideFile> {
  const path = join(folder, configFileName);
  const file = await readFileText(path);
  if (file.kind !== 'text') return keepFile(path, now);
  const sealed = await sealText(file.text, knownHash);
  // Without a password to hide, the copy is exact: the text may not be UTF-8.
  return keepFile(path, now, sealed === file.text ? { how: 'copy' } : { how: 'text', text: sealed });
}

/**
 * Sets aside the file at `path`, which is about to be replaced.
 * @param way how to set it aside; a file that is too large to read is always moved
 * @throws ConfigFileError
 */
export async function keepFile(path: string, now: Date, way: AsideWay = { how: 'copy' }): Promise<AsideFile> {
  const file = await readFileText(path);
  // A folder, which Docker makes when it should mount a missing file, or a pipe, which would never end.
  if (file.kind === 'unusable' && file.reason === 'not-a-file') throw new ConfigFileError('not-a-file', path);
  const isTooLarge = file.kind === 'unusable' && file.reason === 'too-large';
  try {
    return await setAside(path, 'kept', now, isTooLarge ? { how: 'move' } : way);
  } catch (error) {
    throw ConfigFileError.from(error, path);
  }
}
