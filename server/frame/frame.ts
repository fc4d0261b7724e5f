import type { BufferHold } from '../runtime/buffer-pool.ts';

/** One whole JPEG image as a capture read it. */
export interface CapturedImage {
  /** SOI to EOI. Shared by reference between all readers: never write to it. */
  readonly jpeg: Buffer;
  /** Pixels as coded, before any EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** What EXIF in `jpeg` says because the configuration does, as EXIF numbers it; absent or 1: nothing was said. */
  readonly orientation?: number | undefined;
  /** Monotonic milliseconds (`Clock.nowMs`) when the image's first byte arrived. */
  readonly capturedAtMs: number;
  /**
   * The hold on what `jpeg` lies in, where that is used again. It belongs to the image's giver, who releases it; a
   * reader that keeps the image takes a hold of its own, see `HeldFrame`. Around the image there is room for the head and tail of a stream's part.
   */
  readonly memory?: BufferHold | undefined;
}

/** One whole image, numbered by the hub that published it. */
export interface Frame extends CapturedImage {
  /** Counts every frame a hub published, from 1, across restarts of the capture. */
  readonly sequence: number;
  /** Wall-clock milliseconds since the epoch. */
  readonly capturedAt: number;
  /** A placeholder is the image shown instead of video; it says why there is none. */
  readonly origin: 'camera' | 'placeholder';
}
