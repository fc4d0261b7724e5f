/** Bytes that go back to their pool when the last hold on them is released. */
class PooledBuffer {
  readonly bytes: Buffer;
  readonly #recycle: (buffer: PooledBuffer) => void;
  readonly onFault: (error: Error) => void;
  #holds = 0;

  constructor(bytes: Buffer, recycle: (buffer: PooledBuffer) => void, onFault: (error: Error) => void) {
    this.bytes = bytes;
    this.#recycle = recycle;
    this.onFault = onFault;
  }

  hold(): BufferHold {
    this.#holds++;
    return new BufferHold(this);
  }

  release(): void {
    this.#holds--;
    if (this.#holds === 0) this.#recycle(this);
  }
}

/**
 * One reader's right to the bytes of a pooled buffer. A hold that is never released costs nothing but the reuse: the
 * garbage collector takes the buffer then. After the release the reader must not touch the bytes any more.
 */
export class BufferHold {
  readonly #buffer: PooledBuffer;
  #released = false;

  constructor(buffer: PooledBuffer) {
    this.#buffer = buffer;
  }

  get bytes(): Buffer {
    return this.#buffer.bytes;
  }

  /** A hold of its own for another reader. */
  hold(): BufferHold {
    if (this.#released) this.#buffer.onFault(new Error('a buffer was held after its release'));
    return this.#buffer.hold();
  }

  /**
   * A second release does nothing but tell of the mistake: counted against somebody else's hold it would put the next
   * frame into a picture that is still being sent, and thrown in the callback of a socket it would end the server.
   */
  release(): void {
    if (this.#released) return this.#buffer.onFault(new Error('a buffer was released twice'));
    this.#released = true;
    this.#buffer.release();
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
  readonly #onFault: (error: Error) => void;
  readonly #free: PooledBuffer[] = [];

  /**
   * @param maxFree buffers kept for reuse; more are left to the garbage collector
   * @param onFault told when a reader released or held a buffer that it had released already; else that is thrown
   */
  constructor(maxFree: number, onFault: (error: Error) => void = raise) {
    this.#maxFree = maxFree;
    this.#onFault = onFault;
  }

  /** The one hold on a buffer of at least `minBytes`, its old content still in it. */
  take(minBytes: number): BufferHold {
    const free = this.#free.pop();
    if (free && free.bytes.length >= minBytes && free.bytes.length <= minBytes * maxOversize)
      return free.hold();
    // One that no longer fits today's frames is dropped, another takes its place.
    return new PooledBuffer(Buffer.allocUnsafeSlow(minBytes), this.#recycle, this.#onFault).hold();
  }

  readonly #recycle = (buffer: PooledBuffer): void => {
    if (this.#free.length < this.#maxFree) this.#free.push(buffer);
  };
}

function raise(error: Error): never {
  throw error;
}
