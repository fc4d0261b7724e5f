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
  /** Absolute; exists. */
  folder: string;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}

/** Holds what is saved of walls and is the only one to write walls.json. */
export class WallStore {
  readonly #parts: WallStoreParts;
  readonly #listeners = new Listeners<[wall: string]>();
  readonly #turns = new Turns(maxWaitingChanges);
  #walls: WallMap = new Map();
  #problems: readonly string[] = [];
  /** What the file held when we last read or wrote it; another content is somebody's edit. */
  #knownText: string | undefined;

  /** Never rejects: what is wrong with the file is told in `problems`. */
  static async open(parts: WallStoreParts): Promise<WallStore> {
    const store = new WallStore(parts);
    store.#take(await readWallFile(parts.folder));
    return store;
  }

  private constructor(parts: WallStoreParts) {
    this.#parts = parts;
  }

  /** Those that something is saved of. A change makes a new map. */
  get walls(): WallMap {
    return this.#walls;
  }

  /** What is wrong with the file as it was last read, one line each; empty once a change has replaced it. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The defaults where nothing is saved. */
  settingsOf(wall: string): WallSettings {
    return this.#walls.get(wall) ?? defaultWallSettings();
  }

  /** Calls `listener` with the name of each wall whose settings have changed, until `signal` aborts. */
  onChange(listener: (wall: string) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /**
   * Changes what is saved, after the changes asked for before. What `edit` throws is thrown, and nothing is changed.
   * @param options.keepReplaced keep a copy of the file that is replaced
   * @returns the name of a copy of what was in the file, where one was kept
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
      const asBefore = found === 'ours' || (found === 'nothing' && this.#knownText === undefined);
      if (asBefore && isDeepStrictEqual(walls, this.#walls)) return undefined;
      const text = wallText(walls);
      const staged = await stageFile(this.#path, text);
      try {
        const keep = found === 'foreign' || (found === 'ours' && keepReplaced);
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

  /** Reads the file again, as SIGHUP asks for. While it cannot be used at all, what is known stays so. */
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

  /** What a write would take away: "ours" is as we wrote or read it, and all of it is known. */
  async #inPlace(): Promise<'nothing' | 'ours' | 'foreign'> {
    const file = await readFileText(this.#path);
    if (file.kind === 'missing') return 'nothing';
    const known = file.kind === 'text' && file.text === this.#knownText;
    return known && this.#problems.length === 0 ? 'ours' : 'foreign';
  }

  #logKept(found: 'nothing' | 'ours' | 'foreign', name: string): void {
    const why = found === 'ours' ? 'replaced' : 'broken or edited by hand';
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
