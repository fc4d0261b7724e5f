import { lstat, readFile, rm, writeFile } from 'node:fs/promises';

/** Nobody waits longer for a mark: its disk may hang. */
export const markLimitMs = 1_000;

/**
 * A file that says that this process does something that may end it. If it is still there at the next start, the process
 * did not end by itself. A mark of before the machine's start has no effect: its power may have been cut.
 */
export class CrashMark {
  readonly #path: string;
  readonly #boot: string;
  /** The last process that set the mark crashed, hung or was killed, since the machine was started. */
  readonly wasLeft: boolean;
  #isSet = false;
  /** One change of the file after the other. Never rejects. */
  #changed: Promise<void> = Promise.resolve();

  private constructor(path: string, boot: string, wasLeft: boolean) {
    this.#path = path;
    this.#boot = boot;
    this.wasLeft = wasLeft;
  }

  /** Never rejects: a mark that cannot be read was not left. */
  static async open(path: string): Promise<CrashMark> {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    const left = await markAt(path).catch(() => undefined);
    return new CrashMark(path, boot, boot !== '' && left === boot);
  }

  /** Never rejects: on a disk that cannot be written, nothing is known at the next start. */
  set(): Promise<void> {
    if (!this.#isSet) this.#change(() => this.#write());
    this.#isSet = true;
    return this.#changed;
  }

  /**
   * Call it when what was marked is over, or when the process ends as it should. Never rejects.
   * @param alsoLeft also removes the mark that the last process left
   */
  clear(alsoLeft = false): Promise<void> {
    if (this.#isSet || alsoLeft) this.#change(() => rm(this.#path, { force: true }));
    this.#isSet = false;
    return this.#changed;
  }

  #change(act: () => Promise<void>): void {
    this.#changed = this.#changed.then(act).catch(() => undefined);
  }

  /** A link is replaced, never followed: the folder may be another user's. */
  async #write(): Promise<void> {
    await rm(this.#path, { force: true });
    await writeFile(this.#path, this.#boot, { flag: 'wx', mode: 0o600 });
  }
}

/** @throws errors of the file system, also when there is none */
async function markAt(path: string): Promise<string | undefined> {
  const found = await lstat(path);
  return found.isFile() && found.size < 100 ? readFile(path, 'utf8') : undefined;
}
