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
  if (sealed !== kept.text) await replaceFile(path, sealed);
}

/**
 * Sets cameras.json aside under a name with the time, for it is about to be replaced. A file too large to be read is
 * moved; any other is copied, with the passwords in it hashed as far as it is text.
 * @throws ConfigFileError
 */
export async function keepAside(folder: string, now: Date, knownHash: string): Promise<AsideFile> {
  const path = join(folder, configFileName);
  const file = await readFileText(path);
  if (file.kind !== 'text') return keepFile(path, now);
  const sealed = await sealText(file.text, knownHash);
  // Byte for byte where there is nothing to hide: the text may not even be UTF-8.
  return keepFile(path, now, sealed === file.text ? { how: 'copy' } : { how: 'text', text: sealed });
}

/**
 * Sets aside the file at `path`, which is about to be replaced.
 * @param way how, where it can be read; a file too large to be read is moved
 * @throws ConfigFileError
 */
export async function keepFile(path: string, now: Date, way: AsideWay = { how: 'copy' }): Promise<AsideFile> {
  const file = await readFileText(path);
  // A folder, which Docker makes where it should mount a file that is not there, or a pipe, which would never end.
  if (file.kind === 'unusable' && file.reason === 'not-a-file') throw new ConfigFileError('not-a-file', path);
  const isTooLarge = file.kind === 'unusable' && file.reason === 'too-large';
  try {
    return await setAside(path, 'kept', now, isTooLarge ? { how: 'move' } : way);
  } catch (error) {
    throw ConfigFileError.from(error, path);
  }
}
