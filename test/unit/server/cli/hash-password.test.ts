import { scryptSync } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { patienceMs } from '../../../fixtures/patience.ts';
import { until } from '../../../fixtures/until.ts';
import { cliEnvironment, cliPath, runCli } from './run-cli.ts';

/** Whether a hash as it stands in cameras.json is that of the password. */
function isHashOf(hash: string, password: string): boolean {
  const [, kind, parameters, salt = '', key = ''] = hash.trim().split('$');
  expect([kind, parameters]).toEqual(['scrypt', 'ln=15,r=8,p=1']);
  const wanted = Buffer.from(key, 'base64url');
  const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };
  return scryptSync(password, Buffer.from(salt, 'base64url'), wanted.length, cost).equals(wanted);
}

describe('hash-password', () => {
  test('reads a pipe and prints the hash alone, another each time', async () => {
    const [first, second] = await Promise.all([
      runCli(['hash-password'], { input: 'pässwort mit ☃\n' }),
      runCli(['hash-password'], { input: 'pässwort mit ☃' }),
    ]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(isHashOf(first.stdout, 'pässwort mit ☃')).toBe(true);
    expect(isHashOf(second.stdout, 'pässwort mit ☃')).toBe(true);
    expect(first.stdout).not.toBe(second.stdout);
  });

  test.each([
    ['', 'the password is empty'],
    [' \n', 'the password is empty'],
    ['one\ntwo\n', 'more than one line'],
    [Buffer.from('p\xe4ss', 'latin1'), 'not UTF-8'],
    ['x'.repeat(257), 'longer than 256 characters'],
  ])('refuses %j', async (input, message) => {
    const { code, stdout, stderr } = await runCli(['hash-password'], { input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Error: `);
    expect(stderr).toContain(message);
  });

  test('asks twice on a terminal and shows neither', async () => {
    const { output, code } = await onTerminal(['geheim 1\r', 'geheim 1\r']);
    expect(code).toBe(0);
    expect(output).toContain('Password: ');
    expect(output).toContain('Once more: ');
    expect(output).not.toContain('geheim');
    expect(isHashOf(/\$scrypt\S+/.exec(output)?.[0] ?? '', 'geheim 1')).toBe(true);
  });

  test('takes no password that was mistyped, nor one that was broken off', async () => {
    const mistyped = await onTerminal(['geheim 1\r', 'geheim 2\r']);
    expect(mistyped).toMatchObject({ code: 1, output: expect.stringContaining('two different passwords') });
    const brokenOff = await onTerminal(['gehe\x03']);
    expect(brokenOff).toMatchObject({ code: 1, output: expect.stringContaining('no password was given') });
  });
});

/** Runs it in a terminal of its own and types each answer when a prompt has come. */
async function onTerminal(answers: string[]): Promise<{ output: string; code: number | null }> {
  const command = `${process.execPath} ${cliPath} hash-password`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: cliEnvironment(),
    timeout: patienceMs,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  for (const [index, answer] of answers.entries()) {
    await until('a prompt', () => output.split(': ').length > index + 1);
    child.stdin.write(answer);
  }
  const [code] = (await closed) as [number | null];
  return { output, code };
}
