import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { errnoOf } from '../../server/runtime/errno.ts';
import { readSettingsText, settingsFileName, storedFields, type StoredSettings } from './settings-text.ts';

/** Its owner's alone: it holds the hash of a PIN, which has few digits. */
const fileMode = 0o600;

/** Replaces kiosk.json in `folder` as a whole, or leaves it as it was. @throws what the file system throws */
export function storeSettings(folder: string, stored: StoredSettings): void {
  const store = new Store({
    cwd: folder,
    name: settingsFileName.replace('.json', ''),
    configFileMode: fileMode,
    // It reads what it is about to replace: that may be broken.
    deserialize: (text) => storedFields(readSettingsText(text)),
  });
  store.store = storedFields(stored);
  syncFolder(folder);
}

/** Removes what a killed kiosk left of a write: the names are those of atomically, which electron-store writes with. */
export function removeLeftovers(folder: string): void {
  const leftover = /^\.tmp-\d{10}[0-9a-f]{6}$/;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    const isOurs = name.startsWith(settingsFileName) && leftover.test(name.slice(settingsFileName.length));
    if (isOurs && entry.isFile()) rmSync(join(folder, name), { force: true });
  }
}

/** electron-store does not: without this a power cut may undo its rename. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    // FAT and some network file systems cannot.
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes(errnoOf(error))) throw error;
  } finally {
    closeSync(fd);
  }
}
