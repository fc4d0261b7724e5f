import { usualMaxPictureSize } from '../../contract/config/picture-limits.ts';
import { JpegDemuxer, type JpegDemuxerOptions } from './jpeg-demuxer.ts';
import { JpegFrameBuffer } from './jpeg-frame-buffer.ts';
import { JpegStructure } from './jpeg-structure.ts';
import { plainJpegEnd } from './plain-jpeg.ts';

/**
 * Reads images from a source that says where each one ends. It passes on the same images as `JpegDemuxer`. A sound image is
 * copied once and searched once; any other one is left to a demuxer, which repairs it or finds the reason to drop it.
 */
export class JpegFrameReader {
  readonly #options: Omit<JpegDemuxerOptions, 'clock'>;
  readonly #frame: JpegFrameBuffer;
  readonly #structure: JpegStructure;
  readonly #demuxer: JpegDemuxer;
  #capturedAtMs = 0;

  constructor(options: Omit<JpegDemuxerOptions, 'clock'>) {
    this.#options = options;
    this.#frame = new JpegFrameBuffer(options.maxFrameBytes, options.onFault);
    this.#structure = new JpegStructure(options.maxPictureSize ?? (() => usualMaxPictureSize));
    this.#demuxer = new JpegDemuxer({ ...options, clock: { nowMs: () => this.#capturedAtMs } });
  }

  /** Takes a frame of `bytes` bytes, which `write` copies to the beginning of `target`. */
  read(bytes: number, capturedAtMs: number, write: (target: Buffer) => void): void {
    if (bytes > this.#options.maxFrameBytes) return this.#options.onDrop('oversized');
    if (bytes === 0) return this.#options.onDrop('truncated');
    const jpeg = this.#frame.fill(bytes, write);
    const end = plainJpegEnd(jpeg, this.#structure);
    if (end === undefined) {
      this.#capturedAtMs = capturedAtMs;
      this.#demuxer.push(jpeg);
      this.#demuxer.end();
      return;
    }
    this.#frame.cut(end);
    const { width, height } = this.#structure;
    this.#options.onImage({ ...this.#frame.take(), width, height, capturedAtMs });
  }
}
