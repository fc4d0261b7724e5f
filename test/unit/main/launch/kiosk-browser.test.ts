import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepBrowserOpen } from '../../../../main/launch/kiosk-browser.ts';
import { isRunning } from '../../../fixtures/process-state.ts';
import { until } from '../../../fixtures/until.ts';

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
function openBrowser(script: string, shell = '/bin/sh'): void {
  const program = join(folder, 'browser');
  const lines = [`#!${shell}`, `echo "$$ $1" >> ${join(folder, 'starts')}`, script];
  writeFileSync(program, lines.join('\n'), { mode: 0o755 });
  const browser = {
    program,
    args: (profile: string) => [profile],
    pageUrl: () => 'http://127.0.0.1/?secret=sesame',
    say: (line: string) => said.push(line),
  };
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

  test('is told its page through the pipe when it has one', async () => {
    // Speaks as Chromium does: the answers to what it is asked, in order.
    const page = '{"method":"Target.targetCreated","params":{"targetInfo":{"targetId":"T","type":"page"}}}';
    const session = '{"id":2,"result":{"sessionId":"S"}}';
    const answers = [`{"id":1,"result":{}}\\0${page}`, session, '{"id":3,"result":{"frameId":"F"}}'];
    const [first, second, third] = answers.map((answer) => `printf '${answer}\\0' >&4`);
    openBrowser(
      [
        `heard=${join(folder, 'heard')}`,
        'hear() { IFS= read -r -d "" line <&3; echo "$line" >> "$heard"; }',
        `hear; ${first}; hear; ${second}; hear; ${third}; hear; hear; sleep 1000`,
      ].join('\n'),
      '/bin/bash',
    );
    const heard = await until('all it is told', () => {
      const lines = existsSync(join(folder, 'heard')) ? readFileSync(join(folder, 'heard'), 'utf8') : '';
      return lines.split('\n').length === 6 ? lines.trim().split('\n') : undefined;
    });
    expect(heard.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: 1, method: 'Target.setDiscoverTargets' },
      { id: 2, method: 'Target.attachToTarget', params: { targetId: 'T' } },
      { id: 3, method: 'Page.navigate', params: { url: 'http://127.0.0.1/?secret=sesame' }, sessionId: 'S' },
      { id: 4 },
      { id: 5, method: 'Target.detachFromTarget', params: { sessionId: 'S' } },
    ]);
  });

  test('that cannot be started is tried again, and the reason said', async () => {
    const browser = {
      program: '/nowhere/chromium',
      args: () => [],
      pageUrl: () => '',
      say: (line: string) => said.push(line),
    };
    open = keepBrowserOpen(browser, delays, stop.signal);
    await until('a reason', () => said.length > 0);
    expect(said[0]).toContain('/nowhere/chromium');
  });
});

function readNumber(path: string): number {
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}
