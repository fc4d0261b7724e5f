import { writeFile } from 'node:fs/promises';
import { CommandError } from './command-error.ts';

/** Writes a picture to a file, or to stdout for "-". @throws CommandError when the file cannot be written */
export async function savePicture(picture: Buffer, output: string, what: string): Promise<void> {
  if (output === '-') {
    process.stdout.write(picture);
    return;
  }
  try {
    await writeFile(output, picture);
  } catch (cause) {
    throw new CommandError(`cannot write ${output}: ${(cause as Error).message}`, { cause });
  }
  process.stdout.write(`Saved ${what} to ${output}\n`);
}
