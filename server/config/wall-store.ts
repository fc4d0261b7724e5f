import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { defaultWallSettings, type WallSettings } from '../contract/wall.ts';
import type { Logger } from '../log/logger.ts';
import type { AsideFile } from '../runtime/aside-file.ts';
import type { Clock } from '../runtime/clock.ts';
import { Listeners } from '../runtime/listeners.ts';
import { Turns } from '../runtime/queue/turns.ts';
import { readFileText } from './file-text.ts';
import { keepFile } from './kept-copies.ts';
import { replaceKept } from './replace-kept.ts';
import { shortenedList } from './shortened-list.ts';
import { readWallFile, wallFileName, wallText, type WallFileReading, type WallMap } from './wall-file.ts';
import { stageFile } from './whole-file.ts';

const maxWaitingChanges = 256;
const maxProblems = 20;

export interface WallStoreParts {
  /** The absolute path of the data folder. It exists. */
  folder: string;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}

/** Holds the saved settings of walls, and is the only one to write walls.json. */
export class WallStore {
  readonly #parts: WallStoreParts;
  readonly #listeners = new Listeners<[wall: string]>();
  readonly #turns = new Turns(maxWaitingChanges);
  #walls: WallMap = new Map();
  #problems: readonly string[] = [];
  /** The content of the file when it was last read or written here. Another content is a person's edit. */
  #knownText: string | undefined;

  /** Never rejects: faults of the file are in `problems`. */
  static async open(parts: WallStoreParts): Promise<WallStore> {
    const store = new WallStore(parts);
    store.#take(await readWallFile(parts.folder));
    return store;
  }

  private constructor(parts: WallStoreParts) {
    this.#parts = parts;
  }

  /** The walls with saved settings. A change makes a new map. */
  get walls(): WallMap {
    return this.#walls;
  }

  /** The faults of the file as it was last read, one line each; empty once a change has replaced it. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The settings of a wall; the defaults when none are saved. */
  settingsOf(wall: string): WallSettings {
    return this.#walls.get(wall) ?? defaultWallSettings();
  }

  /** Calls `listener` with the name of each wall whose settings have changed, until `signal` aborts. */
  onChange(listener: (wall: string) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /**
   * Changes the saved settings, after all changes that were asked for before. An error of `edit` is thrown, and nothing
   * is changed.
   * @param options.keepReplaced keep a copy of the file that is replaced
   * @returns the name of the copy of the old file, if one was kept
   * @throws ConfigFileError when the file cannot be written; nothing is changed then
   * @throws TooManyWaitingError when too many changes wait already
   */
  change(
    edit: (walls: WallMap) => WallMap,
    { keepReplaced = false }: { keepReplaced?: boolean } = {},
  ): Promise<string | undefined> {
    return this.#turns.take(async () => {
      const walls = edit(this.#walls);
      const found = await this.#inPlace();
      const asBefore = found === 'known' || (found === 'nothing' && this.#knownText === undefined);
      if (asBefore && isDeepStrictEqual(walls, this.#walls)) return undefined;
      const text = wallText(walls);
      const staged = await stageFile(this.#path, text);
      try {
        const keep = found === 'foreign' || (found === 'known' && keepReplaced);
        let aside: AsideFile | undefined;
        const keepAside = async () =>
          keep ? (aside = await keepFile(this.#path, this.#parts.clock.now())) : undefined;
        await replaceKept(keepAside, () => staged.commit());
        if (aside) this.#logKept(found, aside.name);
        this.#knownText = text;
        this.#problems = [];
        this.#replace(walls);
        return aside?.name;
      } finally {
        await staged.discard();
      }
    });
  }

  /** Reads the file again, as SIGHUP asks for. If it cannot be used at all, the known settings stay. */
  reload(): Promise<void> {
    return this.#turns.take(async () => this.#take(await readWallFile(this.#parts.folder)));
  }

  get #path(): string {
    return join(this.#parts.folder, wallFileName);
  }

  #take({ walls, problems, text }: WallFileReading): void {
    this.#knownText = text;
    this.#problems = shortenedList(
      problems,
      maxProblems,
      (count) => `There are ${count} more problems in ${wallFileName}.`,
    );
    for (const problem of this.#problems) this.#parts.logger.warn(problem);
    if (walls) this.#replace(walls);
  }

  /**
   * The file that a write would replace. "known": it is as it was read or written here, and all of its content is
   * known.
   */
  async #inPlace(): Promise<'nothing' | 'known' | 'foreign'> {
    const file = await readFileText(this.#path);
    if (file.kind === 'missing') return 'nothing';
    const known = file.kind === 'text' && file.text === this.#knownText;
    return known && this.#problems.length === 0 ? 'known' : 'foreign';
  }

  #logKept(found: 'nothing' | 'known' | 'foreign', name: string): void {
    const why = found === 'known' ? 'replaced' : 'broken or edited by hand';
    this.#parts.logger.warn(`${wallFileName} was ${why}; it is kept as ${name}`);
  }

  #replace(walls: WallMap): void {
    const before = this.#walls;
    this.#walls = walls;
    const named = new Set([...before.keys(), ...walls.keys()]);
    for (const wall of named) {
      const was = before.get(wall) ?? defaultWallSettings();
      if (!isDeepStrictEqual(was, this.settingsOf(wall))) this.#listeners.tell(wall);
    }
  }
}
