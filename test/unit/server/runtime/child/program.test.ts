import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram, runProgram } from '../../../../../server/runtime/child/program.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';

describe('running a program', () => {
  test('gives what it printed and its status', async () => {
    const result = await runProgram('sh', ['-c', 'echo out; echo err >&2; exit 3'], {
      timeoutMs: patienceMs,
    });
    expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', code: 3 });
  });

  test('speaks English whatever the user speaks', async () => {
    const result = await runProgram('sh', ['-c', 'echo $LC_ALL'], { timeoutMs: patienceMs });
    expect(result.stdout).toBe('C\n');
  });

  test('passes its input, or an empty one', async () => {
    expect((await runProgram('cat', [], { timeoutMs: patienceMs, input: 'on 0\n' })).stdout).toBe('on 0\n');
    expect(await runProgram('cat', [], { timeoutMs: patienceMs })).toEqual({
      stdout: '',
      stderr: '',
      code: 0,
    });
  });

  test('that does not read its input is no failure', async () => {
    const input = 'x'.repeat(1_000_000);
    expect(await runProgram('true', [], { timeoutMs: patienceMs, input })).toMatchObject({ code: 0 });
  });

  test('that is not there is a value with a reason', async () => {
    const result = await runProgram('no-such-program', [], { timeoutMs: patienceMs });
    expect(result.code).toBeUndefined();
    expect(result.stderr).toContain('ENOENT');
  });

  test('that hangs is killed, and the reason says so', async () => {
    const result = await runProgram('sleep', ['1000'], { timeoutMs: 100 });
    expect(result).toEqual({ stdout: '', stderr: 'sleep did not end within 100 ms', code: undefined });
  });

  test('is ended, or never gets far, when its signal aborts', async () => {
    const stop = new AbortController();
    const running = runProgram('sleep', ['1000'], { timeoutMs: 500_000, signal: stop.signal });
    stop.abort();
    const ended = { stdout: '', stderr: 'sleep was ended', code: undefined };
    expect(await running).toEqual(ended);
    expect(await runProgram('sleep', ['1000'], { timeoutMs: 500_000, signal: stop.signal })).toEqual(ended);
  });
});

describe('finding a program', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'program-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('gives the first one that can be run', () => {
    for (const name of ['a', 'b', 'c', 'd']) mkdirSync(join(folder, name));
    mkdirSync(join(folder, 'a/ffmpeg'));
    writeFileSync(join(folder, 'b/ffmpeg'), 'not executable', { mode: 0o644 });
    for (const name of ['c', 'd']) writeFileSync(join(folder, name, 'ffmpeg'), '#!/bin/sh\n');
    for (const name of ['c', 'd']) chmodSync(join(folder, name, 'ffmpeg'), 0o755);
    const searchPath = ['a', 'b', 'c', 'd'].map((name) => join(folder, name)).join(':');
    expect(findProgram('ffmpeg', searchPath)).toBe(join(folder, 'c/ffmpeg'));
  });

  test('never looks in the working directory unless told to', () => {
    writeFileSync(join(folder, 'ffmpeg'), '#!/bin/sh\n', { mode: 0o755 });
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(findProgram('ffmpeg', ':')).toBeUndefined();
      expect(findProgram('./ffmpeg', '')).toBe('./ffmpeg');
    } finally {
      process.chdir(before);
    }
  });

  test('gives nothing when there is none', () => {
    expect(findProgram('no-such-program')).toBeUndefined();
    expect(findProgram(join(folder, 'nothing'))).toBeUndefined();
  });
});
