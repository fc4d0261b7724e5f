import { CommandError } from './command-error.ts';
import { request } from './request.ts';
import { savePicture } from './save-picture.ts';
import type { ServerAddress } from './server-address.ts';

/**
 * Takes one picture and writes it to a file, or to stdout for "-" and without `output`.
 * @throws CommandError when the file cannot be written; else as `request`
 */
export async function takeSnapshot(server: ServerAddress, id: string, output?: string): Promise<void> {
  if (output === undefined && process.stdout.isTTY) {
    throw new CommandError('a picture means nothing to a terminal; name a file with --output FILE');
  }
  const picture = await request(server, { path: `/cam/${encodeURIComponent(id)}/snapshot` });
  await savePicture(picture, output ?? '-', 'snapshot');
}
