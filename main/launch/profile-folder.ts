import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Makes the folder for Electron's own files. Electron allows one instance for each such folder. When the data folder
 * cannot be written, it is a temporary one, so that Electron starts and the screen can say what is wrong. @returns its
 * absolute path
 */
export function profileFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'electron');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    // startServer explains the problem to people.
    return mkdtempSync(join(tmpdir(), 'rpicam-kiosk-'));
  }
}

/** Not by `recursive`, with which Node.js never ends where a file system answers ENOENT for a new folder, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/**
 * Removes the lock of an instance that ran on this card under another host name. After a power cut and a change of the
 * name, Chromium would think that another computer holds the lock, and never start. A lock of this host is left to
 * Chromium.
 */
export function removeForeignLock(folder: string): void {
  const host = lockHost(folder);
  if (host === undefined || host === hostname()) return;
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(folder, name), { force: true });
}

function lockHost(folder: string): string | undefined {
  try {
    // The lock is a link to "<host>-<pid>", see chrome/browser/process_singleton_posix.cc.
    return /^(.*)-\d+$/.exec(readlinkSync(join(folder, 'SingletonLock')))?.[1];
  } catch {
    return undefined; // there is no lock
  }
}
