import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CdpConnection } from './cdp-connection.ts';

const endLimitMs = 1_500;
const profilePrefix = 'stand-in-profile-';

/** The browser that all windows of the app belong to, as they share Electron's. */
export class Chromium {
  readonly connection: CdpConnection;
  readonly #child: ChildProcess;
  readonly #profileFolder: string;

  private constructor(child: ChildProcess, connection: CdpConnection, profileFolder: string) {
    this.#child = child;
    this.connection = connection;
    this.#profileFolder = profileFolder;
  }

  /** @param switches [name, value] without the dashes. @param folder gets a profile, which is removed at the end */
  static async launch(switches: [string, string | undefined][], folder: string): Promise<Chromium> {
    const profileFolder = freshProfile(folder);
    const args = [
      ...ownArgs(process.env),
      `--user-data-dir=${profileFolder}`,
      ...switches.map(([name, value]) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
    ];
    const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`${program} ended with ${String(code)} before it could be used`);
    });
    // As Electron does, but without the rest of what Chromium says about a machine without D-Bus and GPU.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.split('\n').filter((line) => line.startsWith('DevTools listening'));
      for (const line of lines) process.stderr.write(`${line}\n`);
    });
    const [, , , toBrowser, fromBrowser] = child.stdio;
    const connection = new CdpConnection(toBrowser as Writable, fromBrowser as Readable);
    try {
      await Promise.race([connection.browser.send('Target.setDiscoverTargets', { discover: true }), failed]);
    } finally {
      failed.catch(() => {}); // from here on, `closed` tells that it has ended
    }
    return new Chromium(child, connection, profileFolder);
  }

  /** Resolves when all its processes and its profile have gone. */
  async close(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.connection.browser.tell('Browser.close');
      const killTimer = setTimeout(() => this.#child.kill('SIGKILL'), endLimitMs);
      await ended;
      clearTimeout(killTimer);
    }
    // Its helpers may still write for a moment.
    await sleep(20);
    rmSync(this.#profileFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/** One that nobody locks and where nothing waits to be restored; what a killed app left behind is removed. */
function freshProfile(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((name) => name.startsWith(profilePrefix))) {
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  return mkdtempSync(join(folder, profilePrefix));
}

function ownArgs(env: NodeJS.ProcessEnv): string[] {
  const wayland = env['WAYLAND_DISPLAY'] && (!env['DISPLAY'] || env['XDG_SESSION_TYPE'] === 'wayland');
  return [
    // Chromium ends when this pipe does, so it never outlives the app, however that dies.
    '--remote-debugging-pipe',
    '--no-startup-window',
    // A window may be closed before the next is opened.
    '--keep-alive-for-test',
    // Without it, each window says how to leave the full screen.
    '--kiosk',
    // Tests and package builds run as root or in a chroot, where Chromium's own sandbox cannot be.
    '--no-sandbox',
    '--test-type',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-features=Translate,MediaRouter,CalculateNativeWinOcclusion',
    '--disable-backgrounding-occluded-windows',
    '--password-store=basic',
    '--noerrdialogs',
    // What a page may open is for the app to say.
    '--disable-popup-blocking',
    '--hide-crash-restore-bubble',
    ...(wayland ? ['--ozone-platform=wayland'] : []),
    ...(env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? [] : ['--headless']),
  ];
}
