import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepBrowserOpen } from '../../main/kiosk-browser.ts';
import { isRunning } from '../fixtures/process-state.ts';
import { until } from '../fixtures/until.ts';

const delays = { firstMs: 1, maxMs: 20, steadyAfterMs: 60_000 };

let folder: string;
let said: string[];
let stop: AbortController;
let open: Promise<void>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-browser-'));
  said = [];
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await open;
  rmSync(folder, { recursive: true });
});

/** Opens a shell script as the browser; each start of it adds "pid profile" to the starts. */
function openBrowser(script: string): void {
  const program = join(folder, 'browser');
  const lines = ['#!/bin/sh', `echo "$$ $1" >> ${join(folder, 'starts')}`, script];
  writeFileSync(program, lines.join('\n'), { mode: 0o755 });
  const browser = { program, args: (profile: string) => [profile], say: (line: string) => said.push(line) };
  open = keepBrowserOpen(browser, delays, stop.signal);
}

function starts(): { pid: number; profile: string }[] {
  const path = join(folder, 'starts');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  return lines.map((line) => ({ pid: Number(line.split(' ')[0]), profile: line.split(' ')[1] ?? '' }));
}

describe('the kiosk browser', () => {
  test('is opened again when it dies, each time with a fresh profile', async () => {
    openBrowser('echo "no screen left" >&2; exit 3');
    await until('three starts', () => starts().length >= 3);
    const profiles = starts().map(({ profile }) => profile);
    expect(new Set(profiles).size).toBe(profiles.length);
  });

  test('that keeps dying in the same way is reported once', async () => {
    openBrowser('echo "no screen left" >&2; exit 3');
    await until('three starts', () => starts().length >= 3);
    expect(said).toEqual(['the browser ended (exit code 3: no screen left) and is opened again']);
  });

  test('is gone with its children and its profile when the wall ends', async () => {
    openBrowser(`sleep 1000 & echo $! > ${join(folder, 'child')}; wait`);
    const child = await until('its child', () => readNumber(join(folder, 'child')));
    const [browser] = starts();
    expect(browser && existsSync(browser.profile)).toBe(true);
    stop.abort();
    await open;
    expect(browser && existsSync(browser.profile)).toBe(false);
    expect(browser && isRunning(browser.pid)).toBe(false);
    await until('the end of its child', () => !isRunning(child));
    expect(said).toEqual([]);
  });

  test('that does not listen is killed', async () => {
    openBrowser('trap "" TERM; while :; do sleep 0.1; done');
    const browser = await until('a start', () => starts()[0]);
    stop.abort();
    await open;
    expect(isRunning(browser.pid)).toBe(false);
  });

  test('that cannot be started is tried again, and the reason said', async () => {
    const browser = { program: '/nowhere/chromium', args: () => [], say: (line: string) => said.push(line) };
    open = keepBrowserOpen(browser, delays, stop.signal);
    await until('a reason', () => said.length > 0);
    expect(said[0]).toContain('/nowhere/chromium');
  });
});

function readNumber(path: string): number {
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}
