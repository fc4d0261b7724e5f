import { raise } from './raise.ts';

/** Bytes that return to their pool when the last hold on them is released. */
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
 * One reader's right to the bytes of a pooled buffer. A hold that is never released only prevents the reuse: the
 * garbage collector takes the buffer then. After the release the reader must not touch the bytes.
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

  /** Returns a hold for another reader. */
  hold(): BufferHold {
    if (this.#released) this.#buffer.onFault(new Error('a buffer was held after its release'));
    return this.#buffer.hold();
  }

  /**
   * Releases the hold. A second release is only reported: if it counted for another reader's hold, the next frame would
   * overwrite a picture that is still being sent; if it were thrown in a socket's callback, it would end the server.
   */
  release(): void {
    if (this.#released) return this.#buffer.onFault(new Error('a buffer was released twice'));
    this.#released = true;
    this.#buffer.release();
  }
}

/** A buffer more than this many times larger than needed is not kept. */
const maxOversize = 4;

/**
 * Buffers for one capture's frames, used again and again. With a new buffer per frame 720p30 passed through cost twice
 * the CPU (page faults, collections) and 135 instead of 48 MB, since V8 lets 64 MB of dead buffers gather.
 */
export class BufferPool {
  readonly #maxFree: number;
  readonly #onFault: (error: Error) => void;
  readonly #free: PooledBuffer[] = [];

  /**
   * @param maxFree the most buffers kept for reuse; further ones are left to the garbage collector
   * @param onFault called when a reader uses a hold that it has released; without it the error is thrown
   */
  constructor(maxFree: number, onFault: (error: Error) => void = raise) {
    this.#maxFree = maxFree;
    this.#onFault = onFault;
  }

  /** Returns the first hold on a buffer of at least `minBytes` bytes, whose old content is still in it. */
  take(minBytes: number): BufferHold {
    const free = this.#free.pop();
    if (free && free.bytes.length >= minBytes && free.bytes.length <= minBytes * maxOversize)
      return free.hold();
    // A free buffer that no longer fits current frames is dropped, and a new one takes its place.
    return new PooledBuffer(Buffer.allocUnsafeSlow(minBytes), this.#recycle, this.#onFault).hold();
  }

  readonly #recycle = (buffer: PooledBuffer): void => {
    if (this.#free.length < this.#maxFree) this.#free.push(buffer);
  };
}
