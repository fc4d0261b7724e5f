import { readSync } from 'node:fs';
import { closeFd } from './fifo.ts';

const tailBytes = 4 * 1024;
/** Reads before we look up again: a child that floods us must not keep us here. */
const readsAtOnce = 32;

/**
 * The end of what a child said. It is read from the pipe only when somebody asks, so that chatty progress (v4l2-ctl
 * writes some for every frame) does not wake us 30 times a second.
 */
export class MessageTail {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(tailBytes);
  #tail: Buffer = Buffer.alloc(0);
  #closed = false;

  /** @param fd a pipe opened non-blocking; it belongs to us from now on */
  constructor(fd: number) {
    this.#fd = fd;
  }

  text(): string {
    this.read();
    return this.#tail.toString();
  }

  /** Empties the pipe: a full one would lose the last words, not the first. */
  read(): void {
    for (let reads = 0; reads < readsAtOnce && !this.#closed; reads++) {
      let length: number;
      try {
        length = readSync(this.#fd, this.#buffer);
      } catch {
        return; // EAGAIN: nothing more for now
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
