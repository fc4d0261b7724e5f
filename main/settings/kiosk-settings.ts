import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { KioskRefusal } from '../../server/attached-kiosk.ts';
import type { KioskSettings as Settings } from '../../server/contract/kiosk/kiosk.ts';
import { setAside, type AsideFile } from '../../server/runtime/aside-file.ts';
import { systemClock, type Clock } from '../../server/runtime/clock.ts';
import { errnoOf } from '../../server/runtime/errno.ts';
import { Listeners } from '../../server/runtime/listeners.ts';
import { hashPassword } from '../../server/runtime/password-hash.ts';
import { Turns } from '../../server/runtime/queue/turns.ts';
import { changedSettings, type SettingsChange } from './changed-settings.ts';
import { readKioskSettings, type SettingsReading } from './read-kiosk-settings.ts';
import { removeLeftovers, storeSettings } from './settings-store.ts';
import { lockedPinHash, settingsFileName, type StoredSettings } from './settings-text.ts';
import { storeProblem } from './store-problem.ts';

const maxWaitingChanges = 32;
const unknownPin =
  'It is not known which PIN the screen had, so none opens it; set or remove it in Settings, Kiosk, from another device.';

/** How the screen of this machine is set: holds it, and is the only one to write kiosk.json. */
export class KioskSettings {
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #listeners = new Listeners<[settings: Settings]>();
  readonly #turns = new Turns(maxWaitingChanges);
  #stored: StoredSettings;
  /** How the file has to be kept before it is replaced; undefined: all of it is known. */
  #keep: 'copy' | 'move' | undefined;
  #problems: string[];

  /**
   * Reads kiosk.json, and sets it aside where it is wrong. Never rejects: see `problems`.
   * @param folder the server's data folder, absolute; need not exist yet
   */
  static async open(folder: string, clock: Pick<Clock, 'now'> = systemClock): Promise<KioskSettings> {
    try {
      removeLeftovers(folder);
    } catch {
      // there is no folder yet, or it cannot be written, which is told below
    }
    const reading = readKioskSettings(folder);
    const settings = new KioskSettings(folder, clock, reading);
    await (reading.file === 'faulty' ? settings.#mend() : settings.#checkFolder());
    return settings;
  }

  private constructor(folder: string, clock: Pick<Clock, 'now'>, reading: SettingsReading) {
    this.#folder = folder;
    this.#clock = clock;
    this.#stored = { settings: reading.settings, pinHash: reading.pinHash };
    this.#keep = reading.file === 'unreadable' ? 'move' : reading.file === 'faulty' ? 'copy' : undefined;
    this.#problems = reading.problems;
  }

  /** Replaced as a whole by each change. Has no PIN. */
  get current(): Settings {
    return this.#stored.settings;
  }

  /** Undefined: no PIN is asked for. Never to be shown. */
  get pinHash(): string | undefined {
    return this.#stored.pinHash;
  }

  /** What was wrong with the file and what to do, one line each; until the settings are stored anew. */
  get problems(): string[] {
    return this.pinHash === lockedPinHash ? [...this.#problems, unknownPin] : this.#problems;
  }

  /** Calls `listener` after each change, also of the PIN, until `signal` aborts. */
  onChange(listener: (settings: Settings) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /**
   * Changes what is named, null: back to its default; after the changes asked for before. Resolves when it is stored.
   * @throws KioskRefusal "not-stored", and nothing is changed then
   * @throws TooManyWaitingError when too many changes wait already
   */
  change({ pin, ...change }: SettingsChange): Promise<void> {
    return this.#turns.take(async () => {
      const settings = changedSettings(this.current, change);
      const pinHash = pin === undefined ? this.pinHash : pin === null ? undefined : await hashPassword(pin);
      const stored: StoredSettings = { settings, pinHash };
      if (isDeepStrictEqual(stored, this.#stored)) return;
      try {
        await this.#store(stored);
      } catch (cause) {
        throw new KioskRefusal('not-stored', storeProblem(this.#folder, cause), { cause });
      }
      this.#problems = [];
      this.#stored = stored;
      this.#listeners.tell(settings);
    });
  }

  async #store(stored: StoredSettings): Promise<string | undefined> {
    const path = join(this.#folder, settingsFileName);
    const aside = this.#keep && (await asideUnlessGone(path, this.#keep, this.#clock.now()));
    try {
      storeSettings(this.#folder, stored);
    } catch (error) {
      await aside?.undo();
      throw error;
    }
    this.#keep = undefined;
    await aside?.removeOlder();
    return aside?.name;
  }

  /** Without it the next start would set the same file aside once more, until the first copies have to go. */
  async #mend(): Promise<void> {
    try {
      const keptAs = await this.#store(this.#stored);
      this.#problems = [...this.#problems, `${settingsFileName} as it was is kept as ${keptAs}.`];
    } catch (error) {
      this.#problems = [...this.#problems, storeProblem(this.#folder, error)];
    }
  }

  async #checkFolder(): Promise<void> {
    try {
      await access(this.#folder, constants.W_OK);
    } catch (error) {
      // Whoever stores first makes it.
      if (errnoOf(error) !== 'ENOENT')
        this.#problems = [...this.#problems, storeProblem(this.#folder, error)];
    }
  }
}

async function asideUnlessGone(
  path: string,
  how: 'copy' | 'move',
  now: Date,
): Promise<AsideFile | undefined> {
  try {
    return await setAside(path, 'broken', now, { how });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
