import type { BodyReader, TakeBytes } from './body-reader.ts';
import { MalformedHttp } from './malformed-http.ts';

/** The longest line before a chunk, and the longest trailer after the last chunk. */
const maxLineBytes = 8 * 1024;
const maxTrailers = 100;
/** "2aa0"; an extension, blanks and "0x" are allowed. */
const sizeLine = /^[ \t]*(?:0x)?0*([0-9a-f]{1,8})[ \t]*(;.*)?$/i;

/**
 * Reads chunked transfer coding with any line ends. A body that is announced as chunked but is not chunked passes
 * unchanged: neither a picture nor a boundary can be read as a size.
 */
export class ChunkedReader implements BodyReader {
  #place: 'size' | 'bytes' | 'after-bytes' | 'trailers' | 'plain' | 'end' = 'size';
  #line = '';
  #left = 0;
  #chunks = 0;
  #trailers = 0;

  get ended(): boolean {
    return this.#place === 'end';
  }

  push(chunk: Buffer, take: TakeBytes): number {
    let at = 0;
    while (at < chunk.length && this.#place !== 'end') {
      if (this.#place === 'plain') {
        take(chunk.subarray(at));
        return chunk.length;
      }
      at = this.#place === 'bytes' ? this.#readBytes(chunk, at, take) : this.#readLine(chunk, at, take);
    }
    return at;
  }

  #readBytes(chunk: Buffer, at: number, take: TakeBytes): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#place = 'after-bytes';
    take(chunk.subarray(at, end));
    return end;
  }

  #readLine(chunk: Buffer, at: number, take: TakeBytes): number {
    const found = chunk.indexOf(0x0a, at);
    const end = found === -1 ? chunk.length : found + 1;
    if (this.#line.length + end - at > maxLineBytes) {
      throw new MalformedHttp('the camera sends a chunk without a size', this.#line.slice(0, 200));
    }
    this.#line += chunk.toString('latin1', at, end);
    if (this.#place === 'size' && this.#chunks === 0 && /^(\xff\xd8|--)/.test(this.#line)) {
      this.#place = 'plain';
      take(Buffer.from(this.#line, 'latin1'));
    } else if (found !== -1) {
      const line = this.#line.replace(/[\r\n]+$/, '');
      this.#line = '';
      this.#endLine(line);
    }
    return end;
  }

  #endLine(line: string): void {
    if (this.#place === 'trailers') {
      if (line === '' || ++this.#trailers > maxTrailers) this.#place = 'end';
      return;
    }
    if (this.#place === 'after-bytes') {
      this.#place = 'size';
      if (line === '') return;
    }
    const size = sizeLine.exec(line)?.[1];
    if (size === undefined) throw new MalformedHttp('the camera sends a chunk without a size', line);
    this.#left = Number.parseInt(size, 16);
    this.#chunks++;
    this.#place = this.#left === 0 ? 'trailers' : 'bytes';
  }
}
