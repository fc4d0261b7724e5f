const firstCapacityBytes = 64 * 1024;
const nothing = Buffer.alloc(0);

/** Collects the bytes of one frame, each copied once, in a buffer sized by the frames before it. */
export class JpegFrameBuffer {
  readonly #maxBytes: number;
  #bytes = nothing;
  #length = 0;
  #expectedBytes = firstCapacityBytes;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** How many more bytes the frame may have. */
  get roomBytes(): number {
    return this.#maxBytes - this.#length;
  }

  byteAt(offset: number): number {
    return this.#bytes[offset] ?? 0;
  }

  /** A view that is valid until the next append. */
  view(start: number, end: number): Buffer {
    return this.#bytes.subarray(start, end);
  }

  /** Copies what lies between `start` and `end` of `chunk`; it must not be more than there is room for. */
  append(chunk: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    chunk.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  /** The frame, which is the caller's from now on. Its memory is at most a quarter larger than itself. */
  take(): Buffer {
    const frame = this.#bytes.subarray(0, this.#length);
    const spareBytes = this.#bytes.length - this.#length;
    this.#expectedBytes = Math.max(
      this.#length,
      this.#expectedBytes - ((this.#expectedBytes - this.#length) >> 3),
    );
    this.release();
    return spareBytes > frame.length / 4 ? ownCopy(frame) : frame;
  }

  /** Starts over in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  release(): void {
    this.#bytes = nothing;
    this.#length = 0;
  }

  #grow(neededBytes: number): void {
    const wanted = Math.max(neededBytes, this.#bytes.length * 1.5, this.#expectedBytes * 1.125);
    const grown = Buffer.allocUnsafeSlow(Math.min(this.#maxBytes, Math.ceil(wanted)));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function ownCopy(frame: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(frame.length);
  frame.copy(copy);
  return copy;
}
