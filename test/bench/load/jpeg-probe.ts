import type { ByteSink } from './byte-sink.ts';
import { readStamp, type Stamp } from './stamp.ts';

const headBytes = 512;
const tailBytes = 16;

/** Looks at one JPEG going by in pieces and keeps only its ends, so that the load costs next to nothing itself. */
export class JpegProbe {
  byteLength = 0;
  readonly #head = Buffer.alloc(headBytes);
  readonly #tail = Buffer.alloc(tailBytes);

  reset(): void {
    this.byteLength = 0;
  }

  readonly take: ByteSink = (chunk, start, end) => {
    if (this.byteLength < headBytes) chunk.copy(this.#head, this.byteLength, start, end);
    const length = end - start;
    if (length >= tailBytes) {
      chunk.copy(this.#tail, 0, end - tailBytes, end);
    } else {
      this.#tail.copyWithin(0, length);
      chunk.copy(this.#tail, tailBytes - length, start, end);
    }
    this.byteLength += length;
  };

  /** From SOI to EOI; what lies between is not looked at. */
  get whole(): boolean {
    return (
      this.byteLength > 100 &&
      this.#head.readUInt16BE(0) === 0xffd8 &&
      this.#tail.readUInt16BE(tailBytes - 2) === 0xffd9
    );
  }

  get stamp(): Stamp | undefined {
    return readStamp(this.#head, Math.min(this.byteLength, headBytes));
  }

  /** Two frames with the same fingerprint are taken for the same bytes sent again. */
  get fingerprint(): string {
    return `${this.byteLength} ${this.#tail.toString('latin1')}`;
  }
}
