import type { BodyFraming } from './body-framing.ts';
import { ChunkedReader } from './chunked-reader.ts';

/** Receives bytes of a body; the bytes are valid during the call only. */
export type TakeBytes = (bytes: Buffer) => void;

/** Separates a body from the bytes around it, without copying it. */
export interface BodyReader {
  /**
   * Passes the body's bytes to `take`. Returns how many bytes of `chunk` were read: all, unless the body ended.
   * @throws MalformedHttp
   */
  push(chunk: Buffer, take: TakeBytes): number;
  /** Whether the whole body has come. */
  readonly ended: boolean;
}

export function bodyReader(framing: BodyFraming): BodyReader {
  switch (framing.kind) {
    case 'chunked':
      return new ChunkedReader();
    case 'length':
      return new LengthReader(framing.bytes);
    case 'close':
      return new LengthReader(Number.POSITIVE_INFINITY);
    default:
      return framing satisfies never;
  }
}

class LengthReader implements BodyReader {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  push(chunk: Buffer, take: TakeBytes): number {
    const length = Math.min(this.#left, chunk.length);
    this.#left -= length;
    if (length > 0) take(length === chunk.length ? chunk : chunk.subarray(0, length));
    return length;
  }
}
