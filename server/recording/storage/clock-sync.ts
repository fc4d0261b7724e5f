import { access } from 'node:fs/promises';
import { errnoOf } from '../../runtime/errno.ts';

/** systemd-timesyncd makes its folder when it starts, and the file when it has set the clock. */
const timesyncFolder = '/run/systemd/timesync';
/** A clock before this was never set: a Pi without a battery starts where it was switched off, or in 1970. */
const leastDate = Date.UTC(2026, 0, 1);

/**
 * Whether the wall clock can be right. Where systemd-timesyncd does not run (chrony, a container, a PC) a clock of this
 * year or later is believed. @param folder of systemd-timesyncd
 */
export async function isClockSynchronised(now: Date, folder = timesyncFolder): Promise<boolean> {
  if (now.getTime() < leastDate) return false;
  if (!(await exists(folder))) return true;
  return exists(`${folder}/synchronized`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
