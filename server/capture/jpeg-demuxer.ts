import type { FrameDropReason } from '../contract/capture-error.ts';
import type { CapturedImage } from '../frame/frame.ts';
import type { Clock } from '../runtime/clock.ts';
import { JpegFrameBuffer } from './jpeg-frame-buffer.ts';
import { findMarker } from './jpeg-marker-search.ts';
import { isRestart, isSegmentLength, jpegMarker } from './jpeg-markers.ts';
import { JpegStructure } from './jpeg-structure.ts';

export interface JpegDemuxerOptions {
  maxFrameBytes: number;
  clock: Pick<Clock, 'nowMs'>;
  onImage: (image: CapturedImage) => void;
  onDrop: (reason: FrameDropReason) => void;
}

/** Where in the stream the next byte belongs: between images, or in which part of one. */
type Place = 'gap' | 'marker' | 'length' | 'segment' | 'scan';

/**
 * Cuts a byte stream (concatenated JPEGs, or the body of a multipart/x-mixed-replace response) into whole images.
 * It walks the markers, so that a thumbnail inside a segment neither begins nor ends an image, and passes on only what
 * is sound as far as that can be told without decoding. Everything else is dropped and counted, and it goes on at the
 * next SOI. (An image that was cut within a header segment takes what follows for the rest of that segment, so it may
 * cost the next image too.)
 */
export class JpegDemuxer {
  readonly #options: JpegDemuxerOptions;
  readonly #frame: JpegFrameBuffer;
  readonly #structure = new JpegStructure();
  #place: Place = 'gap';

  #pushedAtMs = 0;
  #lastPushedAtMs = 0;
  #imageBeganAtMs = 0;

  /** In a gap: how many bytes of FF D8 FF have come, how long it is, and whether it has been counted as a drop. */
  #soiBytes = 0;
  #gapBytes = 0;
  #gapCounted = false;

  /** In a header: where its current marker begins, and how long the frame is when the current piece is there. */
  #markerOffset = 0;
  #pieceEnd = 0;
  #scanOffset = 0;

  constructor(options: JpegDemuxerOptions) {
    this.#options = options;
    this.#frame = new JpegFrameBuffer(options.maxFrameBytes);
  }

  /** Takes the next bytes, which need to stay valid during the call only. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#lastPushedAtMs = this.#pushedAtMs;
    this.#pushedAtMs = this.#options.clock.nowMs();
    let at = 0;
    while (at < chunk.length) {
      if (this.#place === 'gap') at = this.#readGap(chunk, at);
      else if (this.#place === 'scan') at = this.#readScan(chunk, at);
      else at = this.#readHeader(chunk, at);
    }
  }

  /** The source has ended: an unfinished image is dropped. Another source may be pushed after it. */
  end(): void {
    if (this.#place !== 'gap' || this.#soiBytes === 2) this.#drop('truncated');
    this.#frame.release();
    this.#enterGap(false);
  }

  #readGap(chunk: Buffer, start: number): number {
    let at = start;
    while (at < chunk.length && this.#place === 'gap') {
      if (this.#soiBytes === 0) at = this.#gapCounted ? nextFf(chunk, at) : afterZeros(chunk, at);
      if (at === chunk.length) break;
      this.#readGapByte(chunk[at] ?? 0, at);
      at++;
    }
    this.#gapBytes += at - start;
    if (this.#gapBytes > this.#options.maxFrameBytes) this.#countGarbage();
    return at;
  }

  #readGapByte(byte: number, at: number): void {
    if (byte === 0xff && this.#soiBytes === 2) {
      this.#beginImage();
    } else if (byte === jpegMarker.SOI && this.#soiBytes === 1) {
      this.#acceptSoi(at);
    } else {
      if (this.#soiBytes > 0 || !(byte === 0xff || isText(byte))) this.#countGarbage();
      this.#soiBytes = byte === 0xff ? 1 : 0;
    }
  }

  /** The FF of the SOI came one byte before the one at `at`, perhaps with the push before. */
  #acceptSoi(at: number): void {
    this.#soiBytes = 2;
    this.#imageBeganAtMs = at > 0 ? this.#pushedAtMs : this.#lastPushedAtMs;
  }

  #beginImage(): void {
    this.#frame.append(firstBytes, 0, firstBytes.length);
    this.#structure.reset();
    this.#expectMarker(firstBytes.length - 1);
  }

  #expectMarker(offset: number): void {
    this.#place = 'marker';
    this.#markerOffset = offset;
    this.#pieceEnd = offset + 2;
  }

  #readHeader(chunk: Buffer, start: number): number {
    const missing = this.#pieceEnd - this.#frame.length;
    const end = start + Math.min(missing, chunk.length - start, this.#frame.roomBytes);
    this.#frame.append(chunk, start, end);
    if (this.#frame.length === this.#pieceEnd) this.#readPiece(end);
    else if (end < chunk.length) this.#drop('oversized');
    return end;
  }

  /** The marker, the length or the segment that was waited for is there; it ends at `end` of the chunk. */
  #readPiece(end: number): void {
    const code = this.#frame.byteAt(this.#markerOffset + 1);
    if (this.#place === 'marker') {
      if (this.#frame.byteAt(this.#markerOffset) !== 0xff) this.#drop('corrupt');
      else if (code === 0xff) this.#expectMarker(this.#markerOffset + 1);
      else this.#readMarker(code, end - 1);
    } else if (this.#place === 'length') {
      const length =
        (this.#frame.byteAt(this.#markerOffset + 2) << 8) | this.#frame.byteAt(this.#markerOffset + 3);
      if (!isSegmentLength(code, length)) return this.#drop('corrupt');
      this.#place = 'segment';
      this.#pieceEnd = this.#markerOffset + 2 + length;
    } else {
      const segment = this.#frame.view(this.#markerOffset + 2, this.#pieceEnd);
      if (!this.#structure.read(code, segment)) this.#drop('corrupt');
      else if (code === jpegMarker.SOS) this.#beginScan();
      else this.#expectMarker(this.#frame.length);
    }
  }

  /** A marker before or between scans, or after one; its code stands at `at` of the chunk and ends the frame so far. */
  #readMarker(code: number, at: number): void {
    if (code === jpegMarker.SOI) {
      this.#drop('truncated');
      this.#acceptSoi(at);
    } else if (code === jpegMarker.EOI && this.#structure.complete) {
      this.#emit();
    } else if (this.#structure.allows(code)) {
      this.#place = 'length';
      this.#markerOffset = this.#frame.length - 2;
      this.#pieceEnd = this.#frame.length + 2;
    } else {
      this.#drop('corrupt');
    }
  }

  #beginScan(): void {
    this.#place = 'scan';
    this.#scanOffset = this.#frame.length;
  }

  #readScan(chunk: Buffer, start: number): number {
    const end = start + Math.min(chunk.length - start, this.#frame.roomBytes);
    let at = this.#endsWithHalfMarker() ? start : findMarker(chunk, start, end) + 1;
    while (at < end) {
      const code = chunk[at] ?? 0;
      // FF FF: the first is a fill byte. FF 00 is data, met here only where a push ended between the two.
      if (code === 0xff) at++;
      else if (code === 0 || (isRestart(code) && this.#structure.restart(code))) {
        at = findMarker(chunk, at + 1, end) + 1;
      } else {
        this.#frame.append(chunk, start, at + 1);
        this.#endScan(code, at);
        return at + 1;
      }
    }
    this.#frame.append(chunk, start, end);
    if (end < chunk.length) this.#drop('oversized');
    return end;
  }

  #endsWithHalfMarker(): boolean {
    return this.#frame.length > this.#scanOffset && this.#frame.byteAt(this.#frame.length - 1) === 0xff;
  }

  #endScan(code: number, at: number): void {
    const whole = this.#structure.isWholeScan(this.#frame.length - 2 - this.#scanOffset);
    if (whole || code === jpegMarker.SOI) this.#readMarker(code, at);
    else this.#drop('corrupt');
  }

  #emit(): void {
    const { width, height } = this.#structure;
    const image = { ...this.#frame.take(), width, height, capturedAtMs: this.#imageBeganAtMs };
    this.#enterGap(false);
    this.#options.onImage(image);
  }

  #drop(reason: FrameDropReason): void {
    if (reason === 'oversized') this.#frame.release();
    else this.#frame.clear();
    this.#enterGap(true);
    this.#options.onDrop(reason);
  }

  /** `counted`: what follows belongs to something that has been counted as a drop. */
  #enterGap(counted: boolean): void {
    this.#place = 'gap';
    this.#soiBytes = 0;
    this.#gapBytes = 0;
    this.#gapCounted = counted;
  }

  #countGarbage(): void {
    if (this.#gapCounted) return;
    this.#gapCounted = true;
    this.#options.onDrop('garbage');
  }
}

const firstBytes = Buffer.from([0xff, jpegMarker.SOI, 0xff]);
const zeros = Buffer.alloc(4 * 1024);

function nextFf(chunk: Buffer, start: number): number {
  const at = chunk.indexOf(0xff, start);
  return at === -1 ? chunk.length : at;
}

/** Some cameras fill up each frame to the size of an uncompressed one: 1.8 MB at 720p. */
function afterZeros(chunk: Buffer, start: number): number {
  let at = start;
  if (chunk[at] !== 0) return at;
  const areZeros = (end: number) => end <= chunk.length && zeros.compare(chunk, at, end) === 0;
  while (areZeros(at + zeros.length)) at += zeros.length;
  while (chunk[at] === 0) at++;
  return at;
}

/** Boundary and header lines of multipart. */
function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a || byte === 0x09;
}
