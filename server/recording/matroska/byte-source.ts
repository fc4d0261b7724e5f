import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at any place, e.g. a file. */
export interface ByteSource {
  /** How many there were when it was last looked at. */
  readonly size: number;
  /** Up to `length` bytes at `at`; fewer at the end. The next call may write over them. @throws what the file system throws */
  read(at: number, length: number): Promise<Buffer>;
}

/** Heads of blocks are small and far apart: a larger window would read the pictures between them, too. */
const windowBytes = 4 * 1024;

/** A file, read through a small window so that heads side by side cost one call. */
export class FileSource implements ByteSource {
  readonly #file: FileHandle;
  readonly #window = Buffer.allocUnsafe(windowBytes);
  #windowAt = 0;
  #windowEnd = 0;
  #size = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  /** Looks how long the file is by now. */
  async look(): Promise<this> {
    this.#size = (await this.#file.stat()).size;
    this.#windowEnd = this.#windowAt;
    return this;
  }

  async read(at: number, length: number): Promise<Buffer> {
    const end = Math.min(at + length, this.#size);
    if (end <= at) return Buffer.alloc(0);
    if (end - at > windowBytes) return this.#readFully(Buffer.allocUnsafe(end - at), at);
    if (at < this.#windowAt || end > this.#windowEnd) {
      const wanted = this.#window.subarray(0, Math.min(windowBytes, this.#size - at));
      this.#windowEnd = at + (await this.#readFully(wanted, at)).length;
      this.#windowAt = at;
    }
    return this.#window.subarray(at - this.#windowAt, Math.min(end, this.#windowEnd) - this.#windowAt);
  }

  async #readFully(into: Buffer, at: number): Promise<Buffer> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.#file.read(into, done, into.length - done, at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return into.subarray(0, done);
  }
}
