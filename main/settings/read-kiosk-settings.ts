import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../server/contract/error-text.ts';
import { kioskSettingsSchema } from '../../server/contract/kiosk/kiosk.ts';
import { errnoOf } from '../../server/runtime/errno.ts';
import { lockedPinHash, readSettingsText, settingsFileName, type StoredSettings } from './settings-text.ts';

/** Many times the size of the largest settings that the contract allows. */
const maxFileBytes = 256 * 1024;

export interface SettingsReading extends StoredSettings {
  /** "faulty": some of it is not used; "unreadable": the file cannot be read at all. */
  file: 'none' | 'whole' | 'faulty' | 'unreadable';
  /** The problems and what to do about them, one line each. */
  problems: string[];
}

/**
 * Reads kiosk.json in the server's data folder and changes nothing. Synchronous, because some settings are needed
 * before Electron is ready. Never throws.
 */
export function readKioskSettings(folder: string): SettingsReading {
  const path = join(folder, settingsFileName);
  try {
    const reading = readSettingsText(smallFileText(path));
    return { ...reading, file: reading.problems.length > 0 ? 'faulty' : 'whole' };
  } catch (error) {
    const settings = kioskSettingsSchema.parse({});
    const errno = errnoOf(error);
    if (errno === 'ENOENT') return { settings, pinHash: undefined, file: 'none', problems: [] };
    const why = errno || errorText(error);
    const problem =
      `${path} cannot be read (${why}): the screen has its default settings. ` +
      'Let the user that runs the kiosk read it, or save the settings again in Settings, Kiosk.';
    return { settings, pinHash: lockedPinHash, file: 'unreadable', problems: [problem] };
  }
}

function smallFileText(path: string): string {
  // Without O_NONBLOCK opening a named pipe would wait for ever.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new TypeError('it is not a file');
    if (found.size > maxFileBytes) throw new RangeError(`it is larger than ${maxFileBytes} bytes`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}
