import { BufferPool, type BufferHold } from '../../runtime/buffer-pool.ts';

/**
 * The room before each image: missing Huffman tables (420), an EXIF segment (36) and the head of a stream's part (130).
 */
const headroomBytes = 1_024;
/** The room after it: the line break that ends a part. */
const tailroomBytes = 2;
/** Image sizes vary a little; buffers of the same size serve them all. */
const sizeStepBytes = 32 * 1024;
/** The buffer that is filled, the newest frame, and those that slightly slower viewers still receive. */
const maxFreeBuffers = 4;

/** Collects the bytes of one frame and copies each once. The memory is used again when all readers have released it. */
export class JpegFrameBuffer {
  readonly #maxBytes: number;
  readonly #pool: BufferPool;
  #memory: BufferHold | undefined;
  #length = 0;
  /** The view that the frame was filled through; it serves as the frame, so that no other has to be made. */
  #filled: Buffer | undefined;
  /** The size of recent frames; it falls slowly. */
  #expectedBytes = 0;

  /** @param onFault see `BufferPool` */
  constructor(maxBytes: number, onFault?: (error: Error) => void) {
    this.#maxBytes = maxBytes;
    this.#pool = new BufferPool(maxFreeBuffers, onFault);
  }

  get length(): number {
    return this.#length;
  }

  /** How many more bytes fit into the frame. */
  get roomBytes(): number {
    return this.#maxBytes - this.#length;
  }

  byteAt(offset: number): number {
    return this.#memory?.bytes[headroomBytes + offset] ?? 0;
  }

  /** A view that is valid until the next append. */
  view(start: number, end: number): Buffer {
    return this.#buffer(end).bytes.subarray(headroomBytes + start, headroomBytes + end);
  }

  /** Copies the bytes of `chunk` from `start` to `end`, which must fit into the room. */
  append(chunk: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    chunk.copy(this.#buffer(length).bytes, headroomBytes + this.#length, start, end);
    this.#length = length;
    this.#filled = undefined;
  }

  /**
   * Makes `bytes` bytes the frame, which `write` puts to the beginning of `target`. They must fit into the room.
   * @returns a view of the frame, as `view`
   */
  fill(bytes: number, write: (target: Buffer) => void): Buffer {
    this.#length = 0;
    this.#filled = undefined;
    const target = this.view(0, bytes);
    write(target);
    this.#length = bytes;
    this.#filled = target;
    return target;
  }

  /** Returns the frame and its memory, which the caller must release. */
  take(): { jpeg: Buffer; memory: BufferHold } {
    const memory = this.#buffer(this.#length);
    const filled = this.#filled;
    const jpeg =
      filled?.length === this.#length
        ? filled
        : memory.bytes.subarray(headroomBytes, headroomBytes + this.#length);
    this.#expectedBytes = Math.max(
      this.#length,
      this.#expectedBytes - ((this.#expectedBytes - this.#length) >> 3),
    );
    this.release();
    return { jpeg, memory };
  }

  /** Shortens the frame to `length` bytes, in the same memory. */
  cut(length: number): void {
    this.#length = length;
  }

  /** Starts again, and keeps no memory. */
  release(): void {
    this.#memory = undefined;
    this.#length = 0;
    this.#filled = undefined;
  }

  /** The current buffer, large enough for `bytes` bytes of the frame. */
  #buffer(bytes: number): BufferHold {
    const held = this.#memory;
    if (held && headroomBytes + bytes + tailroomBytes <= held.bytes.length) return held;
    const wanted = Math.max(bytes, held ? this.#length * 1.5 : this.#expectedBytes * 1.125);
    const size = Math.min(this.#maxBytes, Math.ceil(wanted / sizeStepBytes) * sizeStepBytes);
    const larger = this.#pool.take(headroomBytes + size + tailroomBytes);
    // The outgrown buffer is not released: it is too small to be used again, and the pool would keep it beside the
    // larger one.
    held?.bytes.copy(larger.bytes, headroomBytes, headroomBytes, headroomBytes + this.#length);
    this.#memory = larger;
    return larger;
  }
}
