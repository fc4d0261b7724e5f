import Store from 'electron-store';
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
}
