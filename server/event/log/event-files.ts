import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../config/whole-file.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { makeFolder } from '../../runtime/make-folder.ts';

/** A file that is as large gets no further events. */
const fullBytes = 256 * 1024;
/** A larger file is none of ours. */
const maxBytes = 4 * fullBytes;
/** Only the server's user may read it: the names say what happened in front of the cameras. */
const ownerOnly = 0o600;
const leftover = /^events-\d{8}\.jsonl\.[0-9a-f]{12}\.tmp$/;

/**
 * The lines of the events in files of a folder, `events-00000001.jsonl` and so on. Lines are only added to the last
 * file, so that a power cut can damage its end alone. Not synced: the kernel writes them within half a minute, and each
 * sync would cost the card a block. All methods throw what the file system throws.
 */
export class EventFiles {
  readonly #folder: string;
  /** Bytes of each file, by its number, the oldest first. */
  readonly #sizes = new Map<number, number>();
  /** The number of the last file, also of one that was removed. */
  #last = 0;
  /** The last file ends in the middle of a line, or holds what cannot be read. */
  #isTorn = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get bytes(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  get numbers(): number[] {
    return [...this.#sizes.keys()];
  }

  /** Finds the files. A folder that is not there is made with the first line. */
  async open(): Promise<void> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    });
    // A rewrite that was killed has left its copy.
    for (const name of names.filter((each) => leftover.test(each)))
      await rm(join(this.#folder, name), { force: true });
    const numbers = names.map(numberOf).filter((number) => number !== undefined);
    for (const number of numbers.sort((one, other) => one - other)) this.#sizes.set(number, 0);
    this.#last = numbers.at(-1) ?? 0;
    // Until it was read.
    this.#isTorn = true;
  }

  /** The lines of a file; the last one may be a part of a line. */
  async read(number: number): Promise<string[]> {
    const file = await open(this.#pathOf(number), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      this.#sizes.set(number, size);
      if (size > maxBytes) throw new Error(`${nameOf(number)} has ${size} bytes`);
      const lines = (await file.readFile('utf8')).split('\n');
      if (number === this.#last) this.#isTorn = lines.at(-1) !== '';
      return lines.filter((line) => line !== '');
    } finally {
      await file.close();
    }
  }

  /** Adds lines and returns the number of their file. When the disk refuses a part of them, none is added. */
  async append(lines: readonly string[]): Promise<number> {
    const size = this.#sizes.get(this.#last);
    const number = size === undefined || this.#isTorn || size >= fullBytes ? this.#last + 1 : this.#last;
    await makeFolder(this.#folder);
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    const file = await open(this.#pathOf(number), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, ownerOnly);
    try {
      const before = (await file.stat()).size;
      try {
        await file.writeFile(textOf(lines));
      } catch (error) {
        await file.truncate(before).catch(() => {
          // The next line goes to another file then.
          this.#isTorn = true;
        });
        throw error;
      }
      if (number !== this.#last) this.#isTorn = false;
      this.#last = number;
      this.#sizes.set(number, (await file.stat()).size);
    } finally {
      await file.close();
    }
    return number;
  }

  /** Gives a file other lines; one without lines is removed. */
  async rewrite(number: number, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) {
      await rm(this.#pathOf(number), { force: true });
      this.#sizes.delete(number);
      return;
    }
    const text = textOf(lines);
    await replaceFile(this.#pathOf(number), text);
    this.#sizes.set(number, Buffer.byteLength(text));
    if (number === this.#last) this.#isTorn = false;
  }

  #pathOf(number: number): string {
    return join(this.#folder, nameOf(number));
  }
}

function nameOf(number: number): string {
  return `events-${String(number).padStart(8, '0')}.jsonl`;
}

function numberOf(name: string): number | undefined {
  const [, digits] = /^events-(\d{8})\.jsonl$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
