import type { ByteSink } from './byte-sink.ts';

const maxHeaderBytes = 4_096;

export interface PartReader {
  take: ByteSink;
  /** The part that `take` saw is complete. */
  end(): void;
}

/** Splits multipart/x-mixed-replace into its parts. Every part must carry its Content-Length. */
export class MultipartSplitter {
  readonly #delimiter: string;
  readonly #reader: PartReader;
  #header = '';
  #bytesLeft = 0;

  /** @param boundary as in the Content-Type, with or without the two dashes in front (servers differ) */
  constructor(boundary: string, reader: PartReader) {
    this.#delimiter = `--${boundary.replace(/^--/, '')}`;
    this.#reader = reader;
  }

  /** @throws Error when the bytes are not such a stream */
  readonly take: ByteSink = (chunk, start, end) => {
    let position = start;
    while (position < end) {
      position = this.#bytesLeft > 0 ? this.#body(chunk, position, end) : this.#headers(chunk, position, end);
    }
  };

  #body(chunk: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#bytesLeft);
    this.#reader.take(chunk, start, stop);
    this.#bytesLeft -= stop - start;
    if (this.#bytesLeft === 0) this.#reader.end();
    return stop;
  }

  #headers(chunk: Buffer, start: number, end: number): number {
    const before = this.#header.length;
    this.#header += chunk.toString('latin1', start, Math.min(end, start + maxHeaderBytes));
    // The line break that ends the part before belongs to the delimiter.
    const first = this.#header.search(/[^\r\n]/);
    const last = first < 0 ? -1 : this.#header.indexOf('\r\n\r\n', first);
    if (last < 0) {
      if (this.#header.length > maxHeaderBytes) throw new Error('a part without an end of its headers');
      return end;
    }
    const text = this.#header.slice(first, last);
    this.#header = '';
    if (!text.startsWith(this.#delimiter)) throw new Error('a part does not start with the boundary');
    const length = Number(/^content-length:\s*(\d+)\s*$/im.exec(text)?.[1]);
    if (!(length > 0)) throw new Error('a part without a Content-Length');
    this.#bytesLeft = length;
    return start + last + '\r\n\r\n'.length - before;
  }
}
