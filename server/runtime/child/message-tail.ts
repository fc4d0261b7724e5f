import { readSync } from 'node:fs';
import { closeFd } from './fifo.ts';

const tailBytes = 4 * 1024;
/** The most reads in a row, so that a child that writes without end does not block this process. */
const readsAtOnce = 32;

/**
 * The end of a child's messages. The pipe is read only on demand, so that frequent progress messages (v4l2-ctl writes
 * some for every frame) do not wake this process 30 times a second.
 */
export class MessageTail {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(tailBytes);
  #tail: Buffer = Buffer.alloc(0);
  #closed = false;

  /** @param fd a pipe opened non-blocking; this object closes it */
  constructor(fd: number) {
    this.#fd = fd;
  }

  text(): string {
    this.read();
    return this.#tail.toString();
  }

  /** Empties the pipe: a full pipe would lose the last messages, not the first. */
  read(): void {
    for (let reads = 0; reads < readsAtOnce && !this.#closed; reads++) {
      let length: number;
      try {
        length = readSync(this.#fd, this.#buffer);
      } catch {
        return; // EAGAIN: no more messages for now
      }
      if (length === 0) return;
      this.#append(this.#buffer.subarray(0, length));
    }
  }

  append(text: string): void {
    this.#append(Buffer.from(text));
  }

  close(): void {
    if (this.#closed) return;
    this.read();
    this.#closed = true;
    closeFd(this.#fd);
  }

  #append(bytes: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-tailBytes);
  }
}
