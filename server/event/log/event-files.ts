import { lstat, readdir, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../../config/whole-file.ts';
import { ensureFolder, hasFolder } from '../../runtime/ensure-folder.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { NoFileError, openPlain, openPlainEnd } from '../../runtime/plain-file.ts';

/** A file that is as large gets no further events. */
const fullBytes = 256 * 1024;
/** A larger file is none of ours. */
const maxBytes = 4 * fullBytes;
/** Only the server's user may read it: the names say what happened in front of the cameras. */
const ownerOnly = 0o600;
/** So many names in a row may belong to something else before an event is refused. */
const maxTakenNames = 16;
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

  /** The numbers of files that could not be read or opened, also since something else has their name. */
  readonly #unusable = new Set<number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names of files that cannot be used. Nothing is written to them. */
  get unusable(): string[] {
    return [...this.#unusable].sort((one, other) => one - other).map(nameOf);
  }

  get bytes(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  get numbers(): number[] {
    return [...this.#sizes.keys()];
  }

  /** Finds the files. A folder that is not there is made with the first line. A link is none: it may lead to any folder. */
  async open(): Promise<void> {
    const names = (await hasFolder(this.#folder)) ? await readdir(this.#folder) : [];
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
    try {
      const lines = await this.#linesOf(number);
      this.#unusable.delete(number);
      return lines;
    } catch (error) {
      this.#unusable.add(number);
      throw error;
    }
  }

  async #linesOf(number: number): Promise<string[]> {
    const file = await openPlain(this.#pathOf(number));
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
    const isFull = size === undefined || this.#isTorn || size >= fullBytes;
    await ensureFolder(dirname(this.#folder), basename(this.#folder));
    const { file, number } = await this.#openEnd(isFull ? this.#last + 1 : this.#last);
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

  /** Opens the file of this number, or the next one whose name belongs to nothing else. */
  async #openEnd(first: number): Promise<{ file: FileHandle; number: number }> {
    for (let number = first; ; number++) {
      try {
        return { file: await openPlainEnd(this.#pathOf(number), ownerOnly), number };
      } catch (error) {
        if (!(error instanceof NoFileError) || number - first >= maxTakenNames) throw error;
        this.#unusable.add(number);
      }
    }
  }

  /** Gives a file other lines; one without lines is removed. */
  async rewrite(number: number, lines: readonly string[]): Promise<void> {
    await this.#removeLink(number);
    if (lines.length === 0) {
      await rm(this.#pathOf(number), { force: true });
      this.#sizes.delete(number);
      this.#unusable.delete(number);
      return;
    }
    const text = textOf(lines);
    await replaceFile(this.#pathOf(number), text);
    this.#unusable.delete(number);
    this.#sizes.set(number, Buffer.byteLength(text));
    if (number === this.#last) this.#isTorn = false;
  }

  /** A link that took the file's place meanwhile: what it leads to is not to be written. */
  async #removeLink(number: number): Promise<void> {
    try {
      if ((await lstat(this.#pathOf(number))).isSymbolicLink()) await rm(this.#pathOf(number));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
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
