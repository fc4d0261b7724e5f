import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogOptions } from '../../../../server/log/log-options.ts';
import { createLogger } from '../../../../server/log/logger.ts';
import { SyslogSocket } from '../../../fixtures/syslog-socket.ts';
import { until } from '../../../fixtures/until.ts';

const program = resolve(import.meta.dirname, '../../../fixtures/log-lines.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const base: LogOptions = { level: 'info', format: 'auto', destinations: ['stdout'], file: undefined };

function start(options: Partial<LogOptions>, lines: number, ...more: string[]) {
  const child = spawn(process.execPath, [
    program,
    JSON.stringify({ ...base, ...options }),
    String(lines),
    ...more,
  ]);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  return { child, said, ended: once(child, 'close').then(([code]) => ({ code: code as number, ...said })) };
}

describe('the log', () => {
  test('goes to stdout, a file and syslog together, and nothing is lost at the end', async () => {
    await using syslog = new SyslogSocket();
    await syslog.open();
    const file = join(folder, 'kiosk.log');
    const options: Partial<LogOptions> = { destinations: ['stdout', 'file', 'syslog'], file };
    const { code, stdout, stderr } = await start(options, 500, syslog.path).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '{"stdout":0,"file":0,"syslog":0}' });
    expect(stdout.trim().split('\n')).toHaveLength(500);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect(syslog.messages).toHaveLength(500);
    expect(syslog.messages.at(-1)).toMatch(/^<30>rpicam-kiosk\[\d+\]: INFO door: line 500$/);
  });

  test('is JSON without a terminal, and readable on request', async () => {
    const json = await start({}, 1).ended;
    expect(JSON.parse(json.stdout)).toMatchObject({ level: 30, camera: 'door', msg: 'line 1' });
    const file = join(folder, 'kiosk.log');
    const pretty = await start({ format: 'pretty', destinations: ['stdout', 'file'], file }, 1).ended;
    expect(pretty.stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO door: line 1\n$/);
    expect(readFileSync(file, 'utf8')).toBe(pretty.stdout);
  });

  test('opens nothing before its first line', async () => {
    const log = createLogger({ ...base, destinations: ['syslog'] }, join(folder, 'no-socket'));
    await log.close();
    expect(log.dropped()).toEqual({ syslog: 0 });
  });

  test.each([
    [['missing', 'kiosk.log'], 'ENOENT', 'make its folder first'],
    [['.'], 'EISDIR', 'choose another with LOG_FILE'],
  ])('with a file that cannot be written (%j) says so at once', (path, code, advice) => {
    const file = join(folder, ...path);
    const create = () => createLogger({ ...base, destinations: ['file'], file });
    expect(create).toThrow(`the log file cannot be written: ${file} (${code}); ${advice}`);
  });

  test('with a pipe in place of the file says so at once, with or without a reader', () => {
    const file = join(folder, 'pipe');
    execFileSync('mkfifo', [file]);
    const create = () => createLogger({ ...base, destinations: ['file'], file });
    expect(create).toThrow(`the log file cannot be written: ${file} (ENXIO); choose another with LOG_FILE`);
    const reader = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
    expect(create).toThrow(`the log file is a pipe: ${file}; choose another with LOG_FILE`);
    closeSync(reader);
  });

  test('below its level is not written', async () => {
    const { stdout } = await start({ level: 'warn' }, 5).ended;
    expect(stdout).toBe('');
  });
});

describe('a reader of stdout', () => {
  test('that goes away ends the log there, not the program, and the file goes on', async () => {
    const file = join(folder, 'kiosk.log');
    const { child, ended } = start({ destinations: ['stdout', 'file'], file }, 5_000);
    child.stdout.destroy();
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr.match(/the log on stdout has ended/g)).toHaveLength(1);
    expect(readFileSync(file, 'utf8').trim().split('\n').at(-1)).toContain('line 5000');
  });

  test('that does not read costs lines, counted, instead of memory without end', async () => {
    const { child, said, ended } = start({}, 50_000);
    child.stdout.pause();
    const counts = await until('the log is closed', () => /\{.*\}$/.exec(said.stderr)?.[0]);
    child.kill();
    child.stdout.resume();
    await ended;
    expect((JSON.parse(counts) as { stdout: number }).stdout).toBeGreaterThan(10_000);
  });
});
