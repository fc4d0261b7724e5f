import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { lastLine } from '../../server/runtime/child/last-line.ts';
import { systemClock } from '../../server/runtime/clock.ts';
import { sendPageTo } from './devtools-page.ts';

/** How long a browser may take until it has a page; a Pi Zero's first start takes 40 s. */
const pageLimitMs = 90_000;
/** How long the browser may take to end after SIGTERM before it is killed. */
const terminationGraceMs = 700;
const lastWordsLength = 300;

export interface KioskBrowser {
  program: string;
  /** @param profileFolder fresh for each start, so that a crashed browser asks nothing about its last session */
  args: (profileFolder: string) => string[];
  /**
   * Returns the address of the page to show. It is called at each start of the browser. The address goes through a
   * pipe, not among the arguments.
   */
  pageUrl: () => string;
  /** One line for people. */
  say: (line: string) => void;
}

/** How long to wait before the browser is opened again. */
export interface ReopenDelays {
  firstMs: number;
  maxMs: number;
  /** After a browser has stayed open this long, the next wait is `firstMs` again. */
  steadyAfterMs: number;
}

export const reopenDelays: ReopenDelays = { firstMs: 1_000, maxMs: 30_000, steadyAfterMs: 60_000 };

/** Keeps a browser open until `signal` aborts; when it resolves, the browser and its profile are gone. */
export async function keepBrowserOpen(
  browser: KioskBrowser,
  delays: ReopenDelays,
  signal: AbortSignal,
): Promise<void> {
  let delayMs = delays.firstMs;
  let lastLine = '';
  while (!signal.aborted) {
    const openedAtMs = performance.now();
    const why = await runBrowser(browser, signal);
    if (signal.aborted) return;
    if (performance.now() - openedAtMs >= delays.steadyAfterMs) delayMs = delays.firstMs;
    const line = `the browser ended (${why}) and is opened again`;
    if (line !== lastLine) browser.say(line);
    lastLine = line;
    await systemClock.sleep(delayMs, signal);
    delayMs = Math.min(2 * delayMs, delays.maxMs);
  }
}

/** Resolves to the reason when the browser has ended. */
async function runBrowser(
  { program, args, pageUrl, say }: KioskBrowser,
  signal: AbortSignal,
): Promise<string> {
  const profileFolder = await mkdtemp(join(tmpdir(), 'rpicam-kiosk-browser-'));
  try {
    return await untilEnded({ program, args: args(profileFolder), pageUrl }, signal);
  } finally {
    await rm(profileFolder, { recursive: true, force: true, maxRetries: 5 }).catch((error: Error) =>
      say(`the browser's profile could not be removed: ${error.message}`),
    );
  }
}

interface BrowserRun extends Pick<KioskBrowser, 'program' | 'pageUrl'> {
  args: string[];
}

function untilEnded({ program, args, pageUrl }: BrowserRun, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // The browser has its own process group: Ctrl+C in a terminal then reaches only this process, and all processes of
    // the browser can be ended together.
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-lastWordsLength);
    });
    // The pipes break when the browser ends. The event 'exit' tells that.
    for (const pipe of child.stdio.slice(3)) pipe?.on('error', () => {});
    let why = '';
    const tooLate = setTimeout(() => {
      why = 'it has no page';
      terminate();
    }, pageLimitMs);
    const [, , , toBrowser, fromBrowser] = child.stdio;
    if (toBrowser instanceof Writable && fromBrowser instanceof Readable)
      void sendPageTo({ toBrowser, fromBrowser }, pageUrl).then(() => clearTimeout(tooLate));

    let killTimer: NodeJS.Timeout | undefined;
    const terminate = () => {
      child.kill('SIGTERM');
      killTimer = setTimeout(() => killGroup(child.pid), terminationGraceMs);
    };
    const ended = (how: string) => {
      signal.removeEventListener('abort', terminate);
      clearTimeout(killTimer);
      clearTimeout(tooLate);
      killGroup(child.pid);
      resolve(why || how);
    };
    if (signal.aborted) terminate();
    else signal.addEventListener('abort', terminate, { once: true });
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, endedBy) => {
      ended([endedBy ?? `exit code ${code}`, lastLine(lastWords)].filter(Boolean).join(': '));
    });
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: all of them are gone already
  }
}
