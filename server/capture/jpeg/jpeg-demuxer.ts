import type { FrameDropReason } from '../../contract/capture-error.ts';
import { usualMaxPictureSize } from '../../contract/config/picture-limits.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import { JpegFrameBuffer } from './jpeg-frame-buffer.ts';
import { afterZeros, isText, nextFf } from './jpeg-gap-bytes.ts';
import { findMarker } from './jpeg-marker-search.ts';
import { isIdle, isRemark, isRestart, isSegmentLength, jpegMarker } from './jpeg-markers.ts';
import { numberRestarts } from './jpeg-restart-numbers.ts';
import { JpegStructure } from './jpeg-structure.ts';

export interface JpegDemuxerOptions {
  maxFrameBytes: number;
  /** The most pixels of a side, asked for each image; `usualMaxPictureSize` by default. */
  maxPictureSize?: (() => number) | undefined;
  clock: Pick<Clock, 'nowMs'>;
  onImage: (image: CapturedImage) => void;
  /** Called for a dropped image; `detail` says more than the reason: one clause for people. */
  onDrop: (reason: FrameDropReason, detail?: string) => void;
  /** Called before an image that decoders show, but perhaps not the whole of it. */
  onDamaged?: () => void;
  /** See `BufferPool`. */
  onFault?: (error: Error) => void;
}

/**
 * The most bytes that may stand where a marker belongs: padding, or idle markers. After a wrong length there are more;
 * decoders skip any number of them, but show no picture.
 */
const maxStrayBytes = 64;

/** The same directly after SOI, where fewer are allowed: any two bytes may look like an SOI. */
const maxAfterSoiBytes = 8;

/** The place of the next byte in the stream: between images, or in a part of an image. */
type Place = 'gap' | 'stray' | 'marker' | 'length' | 'segment' | 'scan';

/**
 * Cuts a byte stream (joined JPEGs, or the body of a multipart/x-mixed-replace response) into whole images. It walks
 * the markers, so that a thumbnail inside a segment neither begins nor ends an image, and passes on the images that
 * decoders show, as far as that is known without decoding. Other images are dropped and counted, and the next one
 * begins at the next SOI. (An image that was cut within a header segment takes the following bytes for the rest of that
 * segment, so the next image may be lost too.) Stray bytes and idle markers between segments are removed: decoders skip
 * them, but other programs that read headers may not.
 */
export class JpegDemuxer {
  readonly #options: JpegDemuxerOptions;
  readonly #frame: JpegFrameBuffer;
  readonly #structure: JpegStructure;
  #place: Place = 'gap';

  #pushedAtMs = 0;
  #lastPushedAtMs = 0;
  #imageBeganAtMs = 0;

  /** In a gap: how many bytes of FF D8 FF have come, the length of the gap, and whether it was counted as a drop. */
  #soiBytes = 0;
  #gapBytes = 0;
  #gapCounted = false;

  #strayBytes = 0;
  /** In a header: the place of the current marker, and the length of the frame at the end of the current piece. */
  #markerOffset = 0;
  #pieceEnd = 0;
  #scanOffset = 0;
  /** The place in the frame of the restart interval. */
  #intervalOffset = 0;

  constructor(options: JpegDemuxerOptions) {
    this.#options = options;
    this.#frame = new JpegFrameBuffer(options.maxFrameBytes, options.onFault);
    this.#structure = new JpegStructure(options.maxPictureSize ?? (() => usualMaxPictureSize));
  }

  /** Takes the next bytes, which must be valid during the call only. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#lastPushedAtMs = this.#pushedAtMs;
    this.#pushedAtMs = this.#options.clock.nowMs();
    let at = 0;
    while (at < chunk.length) {
      if (this.#place === 'gap') at = this.#readGap(chunk, at);
      else if (this.#place === 'scan') at = this.#readScan(chunk, at);
      else if (this.#place === 'stray') at = this.#passStray(chunk, at);
      else at = this.#readHeader(chunk, at);
    }
  }

  /** Ends the source: an unfinished image is dropped. Bytes of another source may follow. */
  end(): void {
    if (this.#place === 'gap' && this.#strayBytes > 0) this.#countGarbage();
    else if (this.#place !== 'gap' || this.#soiBytes === 2) this.#drop('truncated');
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
    } else if (this.#soiBytes === 2 && this.#strayBytes < maxAfterSoiBytes) {
      this.#strayBytes++;
    } else {
      if (this.#soiBytes > 0 || !(byte === 0xff || isText(byte))) this.#countGarbage();
      this.#soiBytes = byte === 0xff ? 1 : 0;
      this.#strayBytes = 0;
    }
  }

  /** The FF of the SOI is the byte before `at`; it may have come with the push before. */
  #acceptSoi(at: number): void {
    this.#soiBytes = 2;
    this.#strayBytes = 0;
    this.#imageBeganAtMs = at > 0 ? this.#pushedAtMs : this.#lastPushedAtMs;
  }

  #beginImage(): void {
    this.#frame.append(firstBytes, 0, firstBytes.length);
    this.#strayBytes = 0;
    this.#expectMarker(firstBytes.length - 1);
  }

  #expectMarker(offset: number): void {
    this.#place = 'marker';
    this.#markerOffset = offset;
    this.#pieceEnd = offset + 2;
  }

  #readHeader(chunk: Buffer, start: number): number {
    if (this.#frame.length === this.#markerOffset && chunk[start] !== 0xff) {
      this.#place = 'stray';
      return start;
    }
    const missing = this.#pieceEnd - this.#frame.length;
    const end = start + Math.min(missing, chunk.length - start);
    const taken = this.#append(chunk, start, end);
    if (taken < end) return taken;
    if (this.#frame.length === this.#pieceEnd) this.#readPiece(end);
    return end;
  }

  /** Returns where the frame's bytes end: before `end` when the frame became too large and was dropped. */
  #append(chunk: Buffer, start: number, end: number): number {
    const { roomBytes } = this.#frame;
    if (end - start > roomBytes) {
      this.#drop('oversized');
      return start + roomBytes;
    }
    this.#frame.append(chunk, start, end);
    return end;
  }

  #passStray(chunk: Buffer, start: number): number {
    const at = nextFf(chunk, start);
    this.#countStray(at - start);
    if (this.#place === 'stray' && at < chunk.length) this.#expectMarker(this.#frame.length);
    return at;
  }

  /** Removes the bytes of the frame from `offset` on; a marker follows. */
  #leaveOut(offset: number): void {
    const bytes = this.#frame.length - offset;
    this.#frame.cut(offset);
    this.#place = 'stray';
    this.#countStray(bytes);
  }

  #countStray(bytes: number): void {
    this.#strayBytes += bytes;
    if (this.#strayBytes > maxStrayBytes) this.#drop('corrupt');
  }

  /** Reads the marker, the length or the segment that has become complete; it ends at `end` of the chunk. */
  #readPiece(end: number): void {
    const code = this.#frame.byteAt(this.#markerOffset + 1);
    if (this.#place === 'marker') {
      if (code === 0xff) this.#expectMarker(this.#markerOffset + 1);
      else this.#readMarker(code, end - 1);
    } else if (this.#place === 'length') {
      const length =
        (this.#frame.byteAt(this.#markerOffset + 2) << 8) | this.#frame.byteAt(this.#markerOffset + 3);
      if (length < 2 && isRemark(code)) return this.#leaveOut(this.#markerOffset);
      if (!isSegmentLength(code, length)) return this.#drop('corrupt');
      this.#place = 'segment';
      this.#strayBytes = 0;
      this.#pieceEnd = this.#markerOffset + 2 + length;
    } else {
      const segment = this.#frame.view(this.#markerOffset + 2, this.#pieceEnd);
      if (code === jpegMarker.DRI) this.#intervalOffset = this.#markerOffset + 4;
      if (!this.#structure.read(code, segment)) this.#drop('corrupt');
      else if (code === jpegMarker.SOS) this.#beginScan();
      else this.#expectMarker(this.#frame.length);
    }
  }

  /** Reads a marker before, between or after scans. Its code stands at `at` of the chunk and ends the frame so far. */
  #readMarker(code: number, at: number): void {
    if (code === jpegMarker.SOI) {
      this.#drop('truncated');
      this.#acceptSoi(at);
    } else if (code === 0 || isIdle(code)) {
      this.#leaveOut(this.#frame.length - 2);
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
    const end = chunk.length;
    let at = this.#endsWithHalfMarker() ? start : findMarker(chunk, start, end) + 1;
    while (at < end) {
      const code = chunk[at] ?? 0;
      // FF FF: the first is a fill byte. FF 00 is data; it appears here only when a push ended between the two bytes.
      if (code === 0xff) at++;
      else if (code === 0 || isRestart(code)) {
        if (code !== 0) this.#structure.restart(code);
        at = findMarker(chunk, at + 1, end) + 1;
      } else {
        const taken = this.#append(chunk, start, at + 1);
        if (taken > at) this.#endScan(code, at);
        return taken;
      }
    }
    return this.#append(chunk, start, end);
  }

  #endsWithHalfMarker(): boolean {
    return this.#frame.length > this.#scanOffset && this.#frame.byteAt(this.#frame.length - 1) === 0xff;
  }

  #endScan(code: number, at: number): void {
    const end = this.#frame.length - 2;
    const whole = this.#structure.endScan(end - this.#scanOffset);
    if (this.#structure.misnumbered) numberRestarts(this.#frame.view(this.#scanOffset, end));
    if (whole || code === jpegMarker.SOI) this.#readMarker(code, at);
    else this.#drop('corrupt');
  }

  #emit(): void {
    const { width, height, fault, damaged, announcesInVain } = this.#structure;
    if (fault) return this.#drop(fault.reason);
    // Browsers take the first bits of each interval for the missing marker, and show a grey picture.
    if (announcesInVain) this.#frame.view(this.#intervalOffset, this.#intervalOffset + 2).fill(0);
    const image = { ...this.#frame.take(), width, height, capturedAtMs: this.#imageBeganAtMs };
    this.#enterGap(false);
    if (damaged) this.#options.onDamaged?.();
    this.#options.onImage(image);
  }

  #drop(reason: FrameDropReason): void {
    const { fault } = this.#structure;
    if (reason === 'oversized') this.#frame.release();
    else this.#frame.cut(0);
    this.#enterGap(true);
    this.#options.onDrop(fault?.reason ?? reason, fault?.detail);
  }

  /** @param counted true: the following bytes belong to an image that has been counted as dropped */
  #enterGap(counted: boolean): void {
    this.#place = 'gap';
    this.#structure.reset();
    this.#soiBytes = 0;
    this.#strayBytes = 0;
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
