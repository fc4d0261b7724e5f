import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hookFileName } from '../../contract/hook/hook-use.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { CommandError } from '../command-error.ts';
import { hookTemplate, hookTypes, hookTypesName } from './hook-template.ts';

/** Makes a hook in the folder of hooks. A file that is there is left alone. @throws CommandError */
export async function newHook(folder: string, name: string): Promise<void> {
  const file = /\.[a-z]+$/.test(name) ? name : `${name}.ts`;
  if (!hookFileName.test(file))
    throw new CommandError(`"${name}" is no name for a hook; take letters, digits, - and _, e.g. people.ts`);
  const path = join(folder, file);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, hookTemplate(file, file.endsWith('.ts')), { flag: 'wx' });
    await writeFile(join(folder, hookTypesName), hookTypes);
  } catch (error) {
    const errno = errnoOf(error);
    throw new CommandError(
      errno === 'EEXIST' ? `${path} is there already` : `${path} cannot be written (${errno})`,
      { cause: error },
    );
  }
  process.stdout.write(`${path}\nTry it: rpicam-kiosk hook try ${path} --image picture.jpg\n`);
}
