import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  idChanges,
  type CameraOrigins,
  type IdChanges,
  type ReplacedIds,
} from '../contract/config/camera-origins.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import type { ConfigProblem, ServerConfig } from '../contract/config/config.ts';
import type { Logger } from '../log/logger.ts';
import type { AsideFile } from '../runtime/aside-file.ts';
import type { Clock } from '../runtime/clock.ts';
import { Listeners } from '../runtime/listeners.ts';
import { Turns } from '../runtime/queue/turns.ts';
import { configFileName, readConfigFile, writeConfigFile, type ConfigFileReading } from './config-file.ts';
import { configText, readConfigText } from './config-text.ts';
import { readFileText } from './file-text.ts';
import { keepAside, keepLastGood, sealFile, sealLastGood } from './kept-copies.ts';
import { sealAuth } from './password-sealing.ts';

const maxWaitingChanges = 256;

export interface ConfigStoreParts {
  /** The absolute path of the data folder. It exists and can be written. */
  folder: string;
  /** Ports no camera may have, e.g. the server's own. */
  reservedPorts: readonly number[];
  clock: Clock;
  logger: Logger;
}

export interface ConfigChange extends IdChanges {
  before: Readonly<ServerConfig>;
  after: Readonly<ServerConfig>;
}

/** The result of an edit: the next configuration, or a value that says why there is none. */
export type ConfigEditResult = { ok: true; config: ServerConfig } | { ok: false };

/** Holds the configuration and is the only one to write it. */
export class ConfigStore {
  readonly #parts: ConfigStoreParts;
  readonly #listeners = new Listeners<[change: ConfigChange]>();
  #current: Readonly<ServerConfig>;
  #problems: readonly ConfigProblem[];
  #copyOfWrong: ConfigProblem | undefined;
  /** The content of the file when it was last read or written here. Another content is a person's edit. */
  #knownText: string | undefined;
  readonly #turns = new Turns(maxWaitingChanges);
  /** Settles when all listeners have followed the newest change. */
  #followed: Promise<unknown> = Promise.resolve();

  /** @throws ConfigFileError when the folder cannot be used; faults of a file are in `problems` instead */
  static async open(parts: ConfigStoreParts): Promise<ConfigStore> {
    const reading = await withSealedAuth(
      await readConfigFile(parts.folder, { reserved: parts.reservedPorts }),
      '',
    );
    const store = new ConfigStore(parts, reading);
    store.#logProblems();
    await store.#settle(reading);
    return store;
  }

  private constructor(parts: ConfigStoreParts, reading: ConfigFileReading) {
    this.#parts = parts;
    this.#current = frozen(reading.config);
    this.#problems = reading.problems;
    this.#knownText = reading.text;
  }

  /** Frozen. A change makes a new one. */
  get current(): Readonly<ServerConfig> {
    return this.#current;
  }

  /** The faults of the file as it was last read; empty once a change has replaced it. */
  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  /** Names the copy of a file with faults that a change has replaced, until the file is read again. */
  get copyOfWrong(): ConfigProblem | undefined {
    return this.#copyOfWrong;
  }

  /** Whether nobody has configured anything yet. */
  get isNew(): boolean {
    return this.#knownText === undefined && this.#problems.length === 0 && this.#current.cameras.length === 0;
  }

  /** Uses cameras that are in no file yet. The next change writes them to the file. */
  useUnsaved(cameras: CameraConfig[]): void {
    this.#replace({ ...this.#current, cameras });
  }

  /**
   * Uses the cameras that a first start found, and writes them at once: a camera that is unplugged before the next start
   * is missing then, not forgotten. Does nothing if somebody has configured something meanwhile. Never rejects because
   * of the disk: the cameras run in any case.
   */
  adopt(cameras: CameraConfig[]): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.isNew) return;
      const config = this.#readBack({ ...this.#current, cameras });
      this.#replace(config);
      try {
        const { folder } = this.#parts;
        this.#knownText = await writeConfigFile(folder, config, () => this.#mustBeAsRead(undefined));
      } catch (error) {
        this.#parts.logger.warn({ err: error }, 'the cameras that were found are used but cannot be written');
      }
    });
  }

  /**
   * Calls `listener` after every real change, until `signal` aborts. The caller of `change` waits for the promise that
   * the listener returns, so it must settle soon and must not wait for another change.
   */
  onChange(listener: (change: ConfigChange) => unknown, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /**
   * Changes the configuration, after all changes that were asked for before: writes the file, then tells the listeners
   * and waits until they have followed. Resolves to the refusal of `edit`, or to the configuration that is current
   * then, with all ports assigned.
   * @param options.keepReplaced keep a copy of the file that is replaced; its name is in the result
   * @param options.origins the cameras whose ids the edit changes; only for the listeners
   * @param options.replaced the ids that belong to another camera after the edit; only for the listeners
   * @throws ConfigFileError when the file cannot be written; nothing is changed then
   * @throws TooManyWaitingError when too many changes wait already
   */
  change<Result extends ConfigEditResult>(
    edit: (current: Readonly<ServerConfig>) => Result,
    {
      keepReplaced = false,
      origins = new Map<string, string>(),
      replaced = new Set<string>(),
    }: { keepReplaced?: boolean; origins?: CameraOrigins; replaced?: ReplacedIds } = {},
  ): Promise<{ ok: true; config: Readonly<ServerConfig>; keptAs?: string } | Extract<Result, { ok: false }>> {
    return this.#inTurn(async () => {
      const edited: ConfigEditResult = edit(this.#current);
      if (!edited.ok) return edited as Extract<Result, { ok: false }>;
      const readBack = this.#readBack(edited.config);
      const config = { ...readBack, auth: await sealAuth(readBack.auth, this.#current.auth.password) };
      const keep = await this.#mustKeep(keepReplaced);
      const keptAs = await this.#write(config, keep);
      if (keptAs && this.#problems.length > 0) this.#copyOfWrong = copyOfWrong(keptAs);
      this.#problems = [];
      const ids = config.cameras.map(({ id }) => id);
      this.#replace(config, idChanges(origins, replaced, ids));
      return { ok: true, config: this.#current, ...(keptAs ? { keptAs } : {}) };
    });
  }

  /**
   * Reads the file again, as SIGHUP asks for. If it cannot be used at all, the current configuration stays.
   * @throws ConfigFileError when the folder cannot be used
   */
  reload(): Promise<void> {
    return this.#inTurn(async () => {
      const { folder, reservedPorts } = this.#parts;
      const { cameras: previous, auth } = this.#current;
      const reading = await withSealedAuth(
        await readConfigFile(folder, { reserved: reservedPorts, previous }),
        auth.password,
      );
      this.#knownText = reading.text;
      this.#problems = reading.problems;
      this.#copyOfWrong = undefined;
      this.#logProblems();
      if (reading.source === 'file') this.#replace(reading.config);
      await this.#settle(reading);
    });
  }

  /**
   * The configuration as a restart would read it. A configuration that would be read with problems must not be written.
   */
  #readBack(config: ServerConfig): ServerConfig {
    const options = { reserved: this.#parts.reservedPorts, previous: this.#current.cameras };
    const reading = readConfigText(configText(config), options);
    const [problem] = reading.problems;
    if (problem) throw new Error(`An edit made a configuration that is wrong: ${problem.message}`);
    return reading.config;
  }

  /**
   * Why the old file has to be kept: it is not the file that was written here, or the caller wants it (`always`).
   * Undefined when it need not be kept.
   */
  async #mustKeep(always: boolean): Promise<string | undefined> {
    const file = await readFileText(join(this.#parts.folder, configFileName));
    if (file.kind === 'missing') return undefined;
    const isKnown = file.kind === 'text' && file.text === this.#knownText && this.#problems.length === 0;
    if (!isKnown) return 'broken or edited by hand';
    return always ? 'replaced' : undefined;
  }

  /** Returns the name of the copy of the old file, if one was kept. */
  async #write(config: Readonly<ServerConfig>, keepBecause: string | undefined): Promise<string | undefined> {
    const { folder, clock, logger } = this.#parts;
    let aside: AsideFile | undefined;
    this.#knownText = await writeConfigFile(folder, config, async () => {
      if (keepBecause === undefined) return undefined;
      return (aside = await keepAside(folder, clock.now(), this.#current.auth.password));
    });
    if (aside) logger.warn(`${configFileName} was ${keepBecause}; it is kept as ${aside.name}`);
    return aside?.name;
  }

  /**
   * Follows each reading of the file: hashes the passwords in it and in its copy. For a good file, it keeps a copy and
   * writes the ports that the file left open, so that they stay the same.
   */
  async #settle(reading: ConfigFileReading): Promise<void> {
    const { folder, logger } = this.#parts;
    const { password } = reading.config.auth;
    try {
      const good = reading.source === 'file' && reading.state === 'good';
      if (good && reading.portsAssigned && reading.problems.length === 0) {
        this.#knownText = await writeConfigFile(folder, reading.config, () =>
          this.#mustBeAsRead(reading.text),
        );
        return;
      }
      // A broken auth block stays as it was written. With a hash in it, nobody could see what is wrong with it.
      if (reading.source === 'file' && reading.text !== undefined && !reading.config.auth_error) {
        this.#knownText = await sealFile(folder, reading.text, password);
      }
      if (good && this.#knownText !== undefined) await keepLastGood(folder, this.#knownText);
      else await sealLastGood(folder, password);
    } catch (error) {
      // On a read-only disk the cameras still have to run. The next change reports the problem to its caller.
      logger.warn({ err: error }, 'the configuration is used but cannot be written');
    }
  }

  /** @throws Error when somebody saved the file after it was read: that edit must stay, and the next reading uses it */
  async #mustBeAsRead(text: string | undefined): Promise<undefined> {
    const file = await readFileText(join(this.#parts.folder, configFileName));
    const isSame = file.kind === 'text' ? file.text === text : file.kind === 'missing' && text === undefined;
    if (!isSame) throw new Error(`${configFileName} was edited after it was read. The next reading uses it.`);
  }

  #replace(config: ServerConfig, changes: IdChanges = { renamed: new Map(), taken: new Set() }): void {
    const before = this.#current;
    // A copy may be the same as the camera that was deleted, and yet another one.
    if (isDeepStrictEqual(before, config) && changes.taken.size === 0) return;
    this.#current = frozen(config);
    const change = { before, after: this.#current, ...changes };
    this.#followed = Promise.all([...this.#listeners].map((listener) => this.#tell(listener, change)));
  }

  async #tell(listener: (change: ConfigChange) => unknown, change: ConfigChange): Promise<void> {
    try {
      await listener(change);
    } catch (error) {
      this.#parts.logger.error(
        { err: error },
        'a part of the server could not follow a change of the configuration',
      );
    }
  }

  #logProblems(): void {
    for (const { message, ...place } of this.#problems) this.#parts.logger.warn(place, message);
  }

  /** Runs a job in its turn. Its caller waits until the listeners have followed, but the next job does not. */
  #inTurn<T>(job: () => Promise<T>): Promise<T> {
    return this.#turns.take(job).finally(() => this.#followed);
  }
}

/** With a broken auth block nobody can log in, so its password is not kept in memory. */
async function withSealedAuth(reading: ConfigFileReading, knownHash: string): Promise<ConfigFileReading> {
  const { auth, auth_error } = reading.config;
  const sealed = auth_error === undefined ? await sealAuth(auth, knownHash) : { ...auth, password: '' };
  return { ...reading, config: { ...reading.config, auth: sealed } };
}

function copyOfWrong(name: string): ConfigProblem {
  return {
    message: `A save left out the wrong parts of ${configFileName}. The file as it was is kept as ${name}.`,
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
