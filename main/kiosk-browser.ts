import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the browser may take to end after SIGTERM before it is killed. */
const terminationGraceMs = 700;
const lastWordsLength = 300;

export interface KioskBrowser {
  program: string;
  /** @param profileFolder fresh for each start, so that a crashed browser asks nothing about its last session */
  args: (profileFolder: string) => string[];
  /** One line for people. */
  say: (line: string) => void;
}

/** How long to wait before the browser is opened again. */
export interface ReopenDelays {
  firstMs: number;
  maxMs: number;
  /** A browser that stayed open this long was well: the next wait is the first again. */
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
    await sleep(delayMs, undefined, { signal }).catch(() => {}); // only an abort rejects, and the loop looks at that
    delayMs = Math.min(2 * delayMs, delays.maxMs);
  }
}

/** Resolves to why it ended, when it has. */
async function runBrowser({ program, args, say }: KioskBrowser, signal: AbortSignal): Promise<string> {
  const profileFolder = await mkdtemp(join(tmpdir(), 'rpicam-kiosk-browser-'));
  try {
    return await untilEnded(program, args(profileFolder), signal);
  } finally {
    await rm(profileFolder, { recursive: true, force: true, maxRetries: 5 }).catch((error: Error) =>
      say(`the browser's profile could not be removed: ${error.message}`),
    );
  }
}

function untilEnded(program: string, args: string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // In a process group of its own: Ctrl+C in a terminal then reaches us alone, and all its processes end together.
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-lastWordsLength);
    });
    // The pipes only tie its life to ours (see chromium-args.ts); they break when it ends, which 'exit' tells.
    for (const pipe of child.stdio.slice(3)) pipe?.on('error', () => {});

    let killTimer: NodeJS.Timeout | undefined;
    const terminate = () => {
      child.kill('SIGTERM');
      killTimer = setTimeout(() => killGroup(child.pid), terminationGraceMs);
    };
    const ended = (why: string) => {
      signal.removeEventListener('abort', terminate);
      clearTimeout(killTimer);
      killGroup(child.pid);
      resolve(why);
    };
    if (signal.aborted) terminate();
    else signal.addEventListener('abort', terminate, { once: true });
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, endedBy) => {
      const lastLine = lastWords.trim().split('\n').at(-1) ?? '';
      ended([endedBy ?? `exit code ${code}`, lastLine].filter(Boolean).join(': '));
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
