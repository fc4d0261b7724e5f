import { constants } from 'node:fs';
import { copyFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFileError, errnoOf } from './config-file-error.ts';
import { configFileName, lastGoodFileName } from './config-file.ts';
import { readFileText } from './file-text.ts';
import { stageFile } from './whole-file.ts';

/** Makes the text of a good cameras.json the last good copy. @throws ConfigFileError */
export async function keepLastGood(folder: string, text: string): Promise<void> {
  const path = join(folder, lastGoodFileName);
  const kept = await readFileText(path);
  if (kept.kind === 'text' && kept.text === text) return;
  await (await stageFile(path, text)).commit();
}

/**
 * Keeps a copy of cameras.json under a name with the time, for it is about to be overwritten. The copies are not
 * counted: each of them is the work of a person.
 * @returns the name of the copy
 * @throws ConfigFileError
 */
export async function keepAside(folder: string, now: Date): Promise<string> {
  const path = join(folder, configFileName);
  // A folder, which Docker makes where it should mount a file that is not there, or a pipe, which would never end.
  if (!(await stat(path)).isFile()) throw new ConfigFileError('not-a-file', path);
  const name = `${configFileName}.kept-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  for (let count = 1; ; count++) {
    const aside = count === 1 ? name : `${name}-${count}`;
    try {
      await copyFile(path, join(folder, aside), constants.COPYFILE_EXCL);
      await syncFile(join(folder, aside));
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
