import { isUtf8 } from 'node:buffer';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { hashPassword } from '../runtime/password-hash.ts';
import { CommandError } from './command-error.ts';

const maxPasswordCharacters = 256;

/**
 * Reads a password and prints its hash. A terminal does not show the password while it is typed; without a terminal it
 * comes from stdin.
 * @throws CommandError when it cannot be used as a password
 */
export async function printPasswordHash(): Promise<void> {
  const password = process.stdin.isTTY ? await askTwice() : withoutLineEnd(await readUtf8());
  checkPassword(password);
  process.stdout.write(`${await hashPassword(password)}\n`);
}

async function readUtf8(): Promise<string> {
  const bytes = await buffer(process.stdin);
  // Browsers and curl send UTF-8: another encoding could never log in.
  if (!isUtf8(bytes)) throw new CommandError('the password is not UTF-8');
  return bytes.toString('utf8');
}

async function askTwice(): Promise<string> {
  const password = await ask('Password: ');
  checkPassword(password);
  if ((await ask('Once more: ')) !== password) throw new CommandError('these are two different passwords');
  return password;
}

/** Prompts on stderr, so that stdout holds the hash alone. */
function ask(prompt: string): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true, historySize: 0 });
  process.stderr.write(prompt);
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => {
      process.stderr.write('\n');
      reject(new CommandError('no password was given'));
    });
  });
}

function withoutLineEnd(typed: string): string {
  return typed.replace(/\r?\n$/, '');
}

function checkPassword(password: string): void {
  if (password.trim() === '') throw new CommandError('the password is empty');
  if (password.length > maxPasswordCharacters) {
    throw new CommandError(`the password is longer than ${maxPasswordCharacters} characters`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(password)) {
    throw new CommandError('the password holds a control character or more than one line');
  }
}
