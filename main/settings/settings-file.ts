import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { syncFolder } from '../../server/runtime/sync-folder.ts';
import { readSettingsText, settingsFileName, storedFields, type StoredSettings } from './settings-text.ts';

/** Only its owner may read the file: it holds the hash of a PIN, which has few digits. */
const fileMode = 0o600;

/** Replaces kiosk.json in `folder` as a whole, or leaves it as it was. @throws what the file system throws */
export async function storeSettings(folder: string, stored: StoredSettings): Promise<void> {
  const store = new Store({
    cwd: folder,
    name: settingsFileName.replace('.json', ''),
    configFileMode: fileMode,
    // electron-store reads the file that it is about to replace, which may be broken.
    deserialize: (text) => storedFields(readSettingsText(text)),
  });
  store.store = storedFields(stored);
  // electron-store does not sync the folder.
  await syncFolder(folder);
}

/**
 * Removes the temporary files of a kiosk that was killed while it wrote. Their names come from atomically, the package
 * that electron-store writes with.
 */
export function removeLeftovers(folder: string): void {
  const leftover = /^\.tmp-\d{10}[0-9a-f]{6}$/;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry;
    const isLeftover =
      name.startsWith(settingsFileName) && leftover.test(name.slice(settingsFileName.length));
    if (isLeftover && entry.isFile()) rmSync(join(folder, name), { force: true });
  }
}
