import { rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { exists } from '../../runtime/exists.ts';
import { CommandError } from '../command-error.ts';

/** The name of a file while it is written. */
export const partOf = (path: string): string => `${path}.part`;

/**
 * Makes sure that the file can be written and that none is lost by it.
 * @throws CommandError that says what to do
 */
export async function checkOutput(path: string, force: boolean): Promise<void> {
  if (!(await exists(dirname(path)))) {
    throw new CommandError(`the folder ${dirname(path)} is not there; make it, or choose another --output`);
  }
  if (force) return rm(partOf(path), { force: true });
  if (await exists(path)) {
    throw new CommandError(`${path} is there already; choose another --output, or replace it with --force`);
  }
  if (await exists(partOf(path))) {
    throw new CommandError(
      `${partOf(path)} is there: another recording writes it, or one was killed. ` +
        'It can be played; give it another name, or replace it with --force',
    );
  }
}

/** The next free name beside `path`: "door-2.mkv" after "door.mkv". */
export async function nextOutput(path: string): Promise<string> {
  const extension = extname(path);
  const stem = path.slice(0, -extension.length);
  for (let number = 2; ; number++) {
    const next = `${stem}-${number}${extension}`;
    if (!(await exists(next)) && !(await exists(partOf(next)))) return next;
  }
}
