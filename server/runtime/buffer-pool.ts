/**
 * A buffer that goes back to its pool when its last holder releases it. Whoever forgets to release costs nothing but
 * the reuse: the garbage collector takes the buffer then. Whoever releases must not touch the bytes any more.
 */
export class PooledBuffer {
  readonly bytes: Buffer;
  readonly #recycle: (buffer: PooledBuffer) => void;
  #holders = 1;

  constructor(bytes: Buffer, recycle: (buffer: PooledBuffer) => void) {
    this.bytes = bytes;
    this.#recycle = recycle;
  }

  hold(): void {
    this.#holders++;
  }

  release(): void {
    this.#holders--;
    if (this.#holders === 0) this.#recycle(this);
  }

  /** The pool hands it out again. */
  reuse(): this {
    this.#holders = 1;
    return this;
  }
}

/** A larger buffer than this times what is needed is not worth keeping. */
const maxOversize = 4;

/**
 * Buffers for one capture's frames, used again and again. With a fresh buffer per frame 720p30 passed through cost
 * twice the CPU (page faults, collections) and 135 instead of 48 MB, since V8 lets 64 MB of dead buffers gather.
 */
export class BufferPool {
  readonly #maxFree: number;
  readonly #free: PooledBuffer[] = [];

  /** @param maxFree buffers kept for reuse; more are left to the garbage collector */
  constructor(maxFree: number) {
    this.#maxFree = maxFree;
  }

  /** A buffer of at least `minBytes` with one holder, its old content still in it. */
  take(minBytes: number): PooledBuffer {
    const free = this.#free.pop();
    if (free && free.bytes.length >= minBytes && free.bytes.length <= minBytes * maxOversize)
      return free.reuse();
    // One that no longer fits today's frames is dropped, another takes its place.
    return new PooledBuffer(Buffer.allocUnsafeSlow(minBytes), this.#recycle);
  }

  readonly #recycle = (buffer: PooledBuffer): void => {
    if (this.#free.length < this.#maxFree) this.#free.push(buffer);
  };
}
