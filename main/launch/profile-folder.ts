import { accessSync, constants, mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Electron keeps what is its own, absolute and there. Its name is also what makes an instance a single one.
 * In a data folder that cannot be written it is elsewhere: the server then says what is wrong, on the screen.
 */
export function profileFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'electron');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    // Told by startServer, in words for people.
    return mkdtempSync(join(tmpdir(), 'rpicam-kiosk-'));
  }
}

/**
 * Takes away the lock of an instance that ran on this card under another host name: after a power cut and a new name,
 * Chromium takes it for another computer's and refuses to start for good. A lock of this host is left to Chromium.
 */
export function removeForeignLock(folder: string): void {
  const host = lockHost(folder);
  if (host === undefined || host === hostname()) return;
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(folder, name), { force: true });
}

function lockHost(folder: string): string | undefined {
  try {
    // A link to "<host>-<pid>", as chrome/browser/process_singleton_posix.cc writes it.
    return /^(.*)-\d+$/.exec(readlinkSync(join(folder, 'SingletonLock')))?.[1];
  } catch {
    return undefined; // there is none
  }
}
