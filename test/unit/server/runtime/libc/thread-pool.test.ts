import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const file = (name: string) => resolve(import.meta.dirname, '../../../../../server/runtime/libc', name);

/** The programs leave their pipes in it: a thread opens one at a time that they do not know. */
const folder = mkdtempSync(join(tmpdir(), 'thread-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** A program that hangs is killed, so that the test fails. */
const longestRunMs = 30_000;

/** Runs lines of a program in a process of its own, since each process has one pool, and returns what it printed. */
function run(lines: string, env: NodeJS.ProcessEnv = {}): string {
  const words = ['--input-type=module', '--eval', lines];
  const own = { ...process.env };
  delete own['UV_THREADPOOL_SIZE'];
  const options = {
    env: { ...own, ...env },
    encoding: 'utf8',
    killSignal: 'SIGKILL',
    stdio: 'pipe',
  } as const;
  return execFileSync(process.execPath, words, { ...options, timeout: longestRunMs }).trim();
}

const spare = `const { spareThreads } = await import('${file('thread-pool.ts')}');`;
const report = `console.log(await spareThreads(), await spareThreads(), process.env.UV_THREADPOOL_SIZE);`;

describe("the threads of libuv's pool", () => {
  test('are more than the usual ones, and children know nothing of that', () => {
    expect(run(`${spare} ${report}`)).toBe('16 16 undefined');
    expect(run(`${spare} ${report}`, { UV_THREADPOOL_SIZE: '' })).toBe('16 16 undefined');
  });

  test('are as many as the environment says', () => {
    expect(run(`${spare} ${report}`, { UV_THREADPOOL_SIZE: '6' })).toBe('2 2 6');
    expect(run(`${spare} ${report}`, { UV_THREADPOOL_SIZE: '4' })).toBe('0 0 4');
  });

  test('are the usual ones where the pool runs already', () => {
    const use = `await (await import('node:fs/promises')).stat('/');`;
    expect(run(`${use} ${spare} ${report}`)).toBe('0 0 undefined');
  });

  test('are not mistaken for threads that the process starts at the same time', () => {
    const use = `await (await import('node:fs/promises')).stat('/');`;
    const workers = `const { Worker } = await import('node:worker_threads');
      const counted = spareThreads();
      for (let count = 0; count < 6; count++) new Worker('', { eval: true });
      console.log(await counted);`;
    expect(run(`${use} ${spare} ${workers}`)).toBe('0');
  });
});

describe('a process with a thread that hangs', () => {
  const hang = `
    const { loadLibc } = await import('${file('libc.ts')}');
    const { endUnlessIdle, exitAtOnce, exitThoughDriversHang } = await import('${file('exit-at-once.ts')}');
    const { openSync } = await import('node:fs');
    const { execFileSync } = await import('node:child_process');
    const { mkdtempSync } = await import('node:fs');
    const fifo = mkdtempSync('${folder}/') + '/fifo';
    execFileSync('mkfifo', [fifo]);
    const libc = await loadLibc();
    const opening = libc.open(fifo, 0); // waits until somebody writes to it
    process.on('exit', () => console.log('waits for its threads'));
    console.log(libc.callsUnderWay);`;

  test('ends at once with its exit code', () => {
    expect(run(`${hang} exitAtOnce(0);`)).toBe('1');
    expect(run(`${hang} endUnlessIdle(0);`)).toBe('1');
    expect(() => run(`${hang} exitAtOnce(3);`)).toThrow(expect.objectContaining({ status: 3 }));
  });

  test('ends and says why after an error that nobody caught', () => {
    const failing = `${hang} exitThoughDriversHang(); setImmediate(() => { throw new Error('of a bug'); });`;
    expect(() => run(failing)).toThrow(
      expect.objectContaining({ status: 1, stderr: expect.stringContaining('Error: of a bug') as string }),
    );
  });

  test('ends with its exit code when a part of it ends it', () => {
    expect(() => run(`${hang} exitThoughDriversHang(); process.exit(4);`)).toThrow(
      expect.objectContaining({ status: 4 }),
    );
  });

  test('ends as always when no thread hangs', () => {
    const load = `const { exitAtOnce, endUnlessIdle } = await import('${file('exit-at-once.ts')}');
      process.on('exit', () => console.log('bye'));`;
    expect(run(`${load} endUnlessIdle(5); console.log('goes on'); exitAtOnce(0);`)).toBe('goes on\nbye');
  });
});
