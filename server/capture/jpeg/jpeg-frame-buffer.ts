import { BufferPool, type BufferHold } from '../../runtime/buffer-pool.ts';

/** Before each image: room for missing Huffman tables (420), an EXIF segment (36) and the head of a stream's part (130). */
const headroomBytes = 1_024;
/** After it: the line break that ends a part. */
const tailroomBytes = 2;
/** Image sizes wobble; buffers of the same size serve them all. */
const sizeStepBytes = 32 * 1024;
/** The one that is filled, the newest, and those on their way to viewers that are not quite as quick. */
const maxFreeBuffers = 4;

/** Collects the bytes of one frame, each copied once, in memory that is used again when all readers are done with it. */
export class JpegFrameBuffer {
  readonly #maxBytes: number;
  readonly #pool: BufferPool;
  #memory: BufferHold | undefined;
  #length = 0;
  /** Size of recent frames, which falls slowly. */
  #expectedBytes = 0;

  /** @param onFault see `BufferPool` */
  constructor(maxBytes: number, onFault?: (error: Error) => void) {
    this.#maxBytes = maxBytes;
    this.#pool = new BufferPool(maxFreeBuffers, onFault);
  }

  get length(): number {
    return this.#length;
  }

  /** How many more bytes the frame may have. */
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

  /** Copies what lies between `start` and `end` of `chunk`; it must not be more than there is room for. */
  append(chunk: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    chunk.copy(this.#buffer(length).bytes, headroomBytes + this.#length, start, end);
    this.#length = length;
  }

  /** The frame and the memory it lies in, which is the caller's to release. */
  take(): { jpeg: Buffer; memory: BufferHold } {
    const memory = this.#buffer(this.#length);
    const jpeg = memory.bytes.subarray(headroomBytes, headroomBytes + this.#length);
    this.#expectedBytes = Math.max(
      this.#length,
      this.#expectedBytes - ((this.#expectedBytes - this.#length) >> 3),
    );
    this.#memory = undefined;
    this.#length = 0;
    return { jpeg, memory };
  }

  /** Keeps the first so many bytes of the frame, in the same memory. */
  cut(length: number): void {
    this.#length = length;
  }

  /** Starts over and keeps no memory. */
  release(): void {
    this.#memory = undefined;
    this.#length = 0;
  }

  /** The current buffer, large enough for `bytes` of the frame. */
  #buffer(bytes: number): BufferHold {
    const held = this.#memory;
    if (held && headroomBytes + bytes + tailroomBytes <= held.bytes.length) return held;
    const wanted = Math.max(bytes, held ? this.#length * 1.5 : this.#expectedBytes * 1.125);
    const size = Math.min(this.#maxBytes, Math.ceil(wanted / sizeStepBytes) * sizeStepBytes);
    const larger = this.#pool.take(headroomBytes + size + tailroomBytes);
    // The one outgrown is not released: too small to be used again, it would only be kept beside the larger.
    held?.bytes.copy(larger.bytes, headroomBytes, headroomBytes, headroomBytes + this.#length);
    this.#memory = larger;
    return larger;
  }
}
