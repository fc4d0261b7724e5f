import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { startOutputChild } from '../../../../../server/runtime/child/child-process.ts';
import { childPids, isRunning, openFdCount, stateOf } from '../../../../fixtures/process-state.ts';
import { until } from '../../../../fixtures/until.ts';

function start(script: string, signal: AbortSignal, outputFd: 1 | 3 = 1, input?: string) {
  const output: Buffer[] = [];
  const onOutput = (chunk: Buffer): undefined => {
    output.push(Buffer.from(chunk));
  };
  const options = { command: 'sh', args: ['-c', script], outputFd, onOutput, input };
  return startOutputChild(options, signal).then((child) => ({
    child,
    text: () => Buffer.concat(output).toString(),
    bytes: () => output.reduce((sum, chunk) => sum + chunk.length, 0),
  }));
}

const never = () => new AbortController().signal;

describe('a child that ends by itself', () => {
  test('has its whole output read before it counts as ended', async () => {
    const { child, bytes } = await start('head -c 3000000 /dev/zero; exit 3', never());
    expect(await child.ended).toEqual({ code: 3, signal: null });
    expect(bytes()).toBe(3_000_000);
  });

  test('leaves its last messages', async () => {
    const { child } = await start('echo "Grüße" >&2; echo no device >&2', never());
    await child.ended;
    expect(child.messages()).toBe('Grüße\nno device\n');
  });

  test('with its output on descriptor 3 has stdout counted as messages', async () => {
    const { child, text } = await start('echo picture >&3; echo progress', never(), 3);
    await child.ended;
    expect([text(), child.messages()]).toEqual(['picture\n', 'progress\n']);
  });

  test('finds its input on stdin, and nothing without one', async () => {
    const given = await start('cat', never(), 1, 'the list');
    const none = await start('cat', never());
    await Promise.all([given.child.ended, none.child.ended]);
    expect([given.text(), none.text()]).toEqual(['the list', '']);
  });

  test('without reading its input does not fail the server', async () => {
    const { child } = await start('exit 4', never(), 1, 'x'.repeat(1_000_000));
    expect(await child.ended).toEqual({ code: 4, signal: null });
  });

  test('ends its own children too, even if they hold the output', async () => {
    const { child, text } = await start('sleep 1000 & echo $!', never());
    await child.ended;
    await until('it is gone, too', () => !isRunning(Number(text())));
  });

  test('that floods its messages keeps the last ones', async () => {
    const script = 'i=0; while [ $i -lt 3000 ]; do echo "complaint number $i" >&2; i=$((i+1)); done';
    const { child } = await start(script, never());
    const drained = setInterval(() => child.messages(), 1);
    await child.ended;
    clearInterval(drained);
    expect(child.messages()).toMatch(/complaint number 2999\n$/);
    expect(child.messages().length).toBe(4096);
  });
});

describe('a program that is not there', () => {
  test('ends with status 127 and says so', async () => {
    const options = { command: 'no-such-program', args: [], outputFd: 1 as const, onOutput: () => undefined };
    const child = await startOutputChild(options, never());
    expect(await child.ended).toEqual({ code: 127, signal: null });
    expect(child.messages()).toContain('No such file or directory');
  });

  test('ends in the same way without setpriv', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'path-'));
    symlinkSync('/usr/bin/mkfifo', join(folder, 'mkfifo'));
    vi.stubEnv('PATH', folder);
    const options = { command: 'no-such-program', args: [], outputFd: 1 as const, onOutput: () => undefined };
    const child = await startOutputChild(options, never());
    expect(await child.ended).toEqual({ code: 127, signal: null });
    expect(child.messages()).toContain('ENOENT');
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test('or arguments no program can take leave no descriptor open', async () => {
    const before = openFdCount();
    const options = { command: 'sh', args: ['a\0b'], outputFd: 1 as const, onOutput: () => undefined };
    await expect(startOutputChild(options, never())).rejects.toThrow('null bytes');
    await until('descriptors are closed', () => openFdCount() <= before);
  });
});

describe('a child whose signal aborts', () => {
  test('is gone when it counts as ended', async () => {
    const stop = new AbortController();
    const { child } = await start('exec sleep 1000', stop.signal);
    stop.abort();
    expect(await child.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(isRunning(child.pid)).toBe(false);
  });

  test.each([
    ['ignores SIGTERM', 'trap "" TERM; echo ready; while :; do sleep 0.1; done', /^[RS]/],
    ['is stopped', 'echo ready; kill -STOP $$; sleep 1000', /^T/],
  ])('is killed when it %s', async (_, script, state) => {
    const stop = new AbortController();
    const { child, text } = await start(script, stop.signal);
    await until('it is ready', () => text() && state.test(stateOf(child.pid)));
    stop.abort();
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('ends its own children too', async () => {
    const stop = new AbortController();
    const { child, text } = await start('sleep 1000 & echo $!; wait', stop.signal);
    const grandchild = Number(await until('it is ready', text));
    stop.abort();
    await child.ended;
    await until('it is gone, too', () => !isRunning(grandchild));
  });

  test('ends although a process that left its group holds the output', async () => {
    const stop = new AbortController();
    const { child, text } = await start('setsid sleep 1000 & echo $!; wait', stop.signal);
    const stranger = Number(await until('it is ready', text));
    await until('it has left', () => childPids(child.pid).includes(stranger));
    stop.abort();
    await child.ended;
    process.kill(stranger, 'SIGKILL');
  });

  test('before it was started is ended at once', async () => {
    const { child } = await start('exec sleep 1000', AbortSignal.abort());
    await child.ended;
    expect(isRunning(child.pid)).toBe(false);
  });
});

test('many starts and stops leave no descriptor and no child', async () => {
  const before = openFdCount();
  for (let round = 0; round < 30; round++) {
    const stop = new AbortController();
    const children = await Promise.all([1, 2].map(() => start('echo ready; sleep 1000', stop.signal)));
    if (round % 2) await until('they are ready', () => children.every(({ text }) => text()));
    stop.abort();
    await Promise.all(children.map(({ child }) => child.ended));
  }
  await until('descriptors are closed', () => openFdCount() <= before);
  expect(childPids()).toEqual([]);
});

test('a server that is killed takes its children with it', async () => {
  const script = `
    import { startOutputChild } from ${JSON.stringify(new URL('../../../../../server/runtime/child/child-process.ts', import.meta.url).href)};
    const options = { command: 'sleep', args: ['1000'], outputFd: 1, onOutput() {} };
    const child = await startOutputChild(options, new AbortController().signal);
    console.log(child.pid);`;
  const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await until('setpriv has become it', () => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n');
  server.kill('SIGKILL');
  await until('the child is gone', () => !isRunning(pid));
});
