import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hookFileName } from '../../contract/hook/hook-use.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { makeFolder } from '../../runtime/make-folder.ts';
import { CommandError } from '../command-error.ts';
import { hookTemplate, hookTypes, hookTypesName } from './hook-template.ts';
import { peopleExample, peopleInstall } from './people-example.ts';

/** The hooks to begin with. */
const examples = {
  brighter: { code: hookTemplate, install: undefined, allow: '' },
  people: {
    code: peopleExample,
    install: peopleInstall,
    allow: ' --allow read:node_modules,memory:512,seconds:10',
  },
} as const;
export type HookExample = keyof typeof examples;

/** Makes a hook in the folder of hooks. A file that is there is left alone. @throws CommandError */
export async function newHook(folder: string, name: string, example: HookExample): Promise<void> {
  const file = /\.[a-z]+$/.test(name) ? name : `${name}.ts`;
  if (!hookFileName.test(file))
    throw new CommandError(`"${name}" is no name for a hook; take letters, digits, - and _, e.g. people.ts`);
  const path = join(folder, file);
  const { code, install, allow } = examples[example];
  try {
    await makeFolder(folder);
    await writeFile(path, code(file, file.endsWith('.ts')), { flag: 'wx' });
    await writeFile(join(folder, hookTypesName), hookTypes);
  } catch (error) {
    const errno = errnoOf(error);
    throw new CommandError(
      errno === 'EEXIST' ? `${path} is there already` : `${path} cannot be written (${errno})`,
      { cause: error },
    );
  }
  const installing = install ? `Install its packages once (140 MB): ${install(folder)}\n` : '';
  process.stdout.write(
    `${path}\n${installing}Try it: rpicam-kiosk hook try ${path} --image picture.jpg${allow}\n`,
  );
}
