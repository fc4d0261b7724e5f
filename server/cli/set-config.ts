import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { findJsonError } from '../config/json-error.ts';
import { printJson } from './api-commands.ts';
import { CommandError } from './command-error.ts';
import type { ServerAddress } from './server-address.ts';

/**
 * Replaces the configuration by the JSON of a file, or of stdin for "-", and prints the answer.
 * @throws CommandError when there is no JSON to send; else as `request`
 */
export async function setConfig(server: ServerAddress, file: string): Promise<void> {
  const body = (await readText(file)).replace(/^\uFEFF/, '');
  const error = findJsonError(body);
  if (error) {
    const place = `line ${error.line}, column ${error.column}: ${error.expected} is expected there`;
    throw new CommandError(`${file === '-' ? 'stdin' : file} is not valid JSON (${place})`);
  }
  await printJson(server, { method: 'POST', path: '/api/cameras', body });
}

async function readText(file: string): Promise<string> {
  try {
    return (await (file === '-' ? buffer(process.stdin) : readFile(file))).toString('utf8');
  } catch (cause) {
    throw new CommandError(`cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}
