import type { ByteSink } from './byte-sink.ts';

/** Takes Transfer-Encoding: chunked off a body. */
export class ChunkedBody {
  ended = false;
  readonly #sink: ByteSink;
  #bytesLeft = 0;
  #line = '';

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** @throws Error on a chunk size that is none */
  readonly take: ByteSink = (chunk, start, end) => {
    let position = start;
    while (position < end && !this.ended) {
      if (this.#bytesLeft > 0) {
        const stop = Math.min(end, position + this.#bytesLeft);
        this.#sink(chunk, position, stop);
        this.#bytesLeft -= stop - position;
        position = stop;
      } else {
        this.#sizeByte(chunk.toString('latin1', position, position + 1));
        position++;
      }
    }
  };

  #sizeByte(character: string): void {
    if (character !== '\n') {
      this.#line += character;
      return;
    }
    const line = this.#line.trim();
    this.#line = '';
    if (line === '') return; // the line break after a chunk
    const size = parseInt(line, 16);
    if (!(size >= 0)) throw new Error(`not a chunk size: ${line}`);
    if (size === 0) this.ended = true;
    this.#bytesLeft = size;
  }
}
