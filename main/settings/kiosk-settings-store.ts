import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { KioskRefusal } from '../../server/attached-kiosk.ts';
import {
  kioskSettingsSchema,
  type KioskChange,
  type KioskSettings,
} from '../../server/contract/kiosk/kiosk.ts';
import { setAside, type AsideFile } from '../../server/runtime/aside-file.ts';
import { systemClock, type Clock } from '../../server/runtime/clock.ts';
import { errnoOf } from '../../server/runtime/errno.ts';
import { Listeners } from '../../server/runtime/listeners.ts';
import { hashPassword } from '../../server/runtime/password-hash.ts';
import { Turns } from '../../server/runtime/queue/turns.ts';
import { readKioskSettings, type SettingsReading } from './read-kiosk-settings.ts';
import { removeLeftovers, storeSettings } from './settings-file.ts';
import { lockedPinHash, settingsFileName, type StoredSettings } from './settings-text.ts';

const maxWaitingChanges = 32;
const unknownPin =
  'It is not known which PIN the screen had, so none opens it; set or remove it in Settings, Kiosk, from another device.';

/** Holds the settings of this machine's screen, and is the only one to write kiosk.json. */
export class KioskSettingsStore {
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #listeners = new Listeners<[settings: KioskSettings]>();
  readonly #turns = new Turns(maxWaitingChanges);
  #stored: StoredSettings;
  /** How to keep the old file before it is replaced; undefined when all of its content is known. */
  #keep: 'copy' | 'move' | undefined;
  #problems: string[];

  /**
   * Reads kiosk.json, and sets it aside where it is wrong. Never rejects: see `problems`.
   * @param folder the server's data folder, absolute; need not exist yet
   */
  static async open(folder: string, clock: Pick<Clock, 'now'> = systemClock): Promise<KioskSettingsStore> {
    try {
      removeLeftovers(folder);
    } catch {
      // there is no folder yet, or it cannot be written; #checkFolder reports that
    }
    const reading = readKioskSettings(folder);
    const settings = new KioskSettingsStore(folder, clock, reading);
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
  get current(): KioskSettings {
    return this.#stored.settings;
  }

  /** The hash of the PIN; undefined when no PIN is asked for. Never show it. */
  get pinHash(): string | undefined {
    return this.#stored.pinHash;
  }

  /** The problems of the file and what to do about them, one line each, until the settings are stored again. */
  get problems(): string[] {
    return this.pinHash === lockedPinHash ? [...this.#problems, unknownPin] : this.#problems;
  }

  /** Calls `listener` after each change, also of the PIN, until `signal` aborts. */
  onChange(listener: (settings: KioskSettings) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /**
   * Changes the settings, after all changes that were asked for before. Resolves when the change is stored.
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
      await storeSettings(this.#folder, stored);
    } catch (error) {
      await aside?.undo();
      throw error;
    }
    this.#keep = undefined;
    await aside?.removeOlder();
    return aside?.name;
  }

  /**
   * Stores the settings at once. Otherwise each start would set the same file aside again, until the first copies are
   * removed.
   */
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
      // The first change makes the folder.
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

/** A change of the settings: null puts a field back to its default, and undefined leaves it as it is. */
type SettingsChange = { [Field in keyof KioskChange]: KioskChange[Field] | null };

/** The settings after a change. @throws ZodError when they are not valid then */
function changedSettings(current: KioskSettings, change: Omit<SettingsChange, 'pin'>): KioskSettings {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged = Object.entries({ ...current, ...Object.fromEntries(named) });
  return kioskSettingsSchema.parse(Object.fromEntries(merged.filter(([, value]) => value !== null)));
}

const advice: Record<string, string> = {
  EACCES: 'let the user that runs the kiosk write there',
  EPERM: 'let the user that runs the kiosk write there',
  EROFS: 'the file system is read-only; mount it writable, or choose another folder with --data-dir',
  ENOSPC: 'the disk is full; delete something',
  EDQUOT: 'the disk is full; delete something',
};

/** Why the settings cannot be kept in `folder`, and what to do: one line for people. */
function storeProblem(folder: string, error: unknown): string {
  const errno = errnoOf(error);
  const todo = advice[errno] ?? 'see whether the disk is well';
  return `The settings of the screen cannot be stored in ${folder} (${errno || String(error)}): ${todo}.`;
}
