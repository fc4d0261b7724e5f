import type { BufferHold } from '../runtime/buffer-pool.ts';
import type { Withdrawable } from '../runtime/withdrawn.ts';

/** One whole JPEG image as a capture read it. */
export interface CapturedImage {
  /** The bytes from SOI to EOI. All readers share them: never write to them. */
  readonly jpeg: Buffer;
  /** Pixels as coded, before any EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** The EXIF orientation that `jpeg` got from the configuration; undefined or 1: it got none. */
  readonly orientation?: number | undefined;
  /** Monotonic milliseconds (`Clock.nowMs`) at the arrival of the image's first byte. */
  readonly capturedAtMs: number;
  /**
   * The hold on the memory of `jpeg`, when that memory is used again. The giver of the image releases this hold; a
   * reader that keeps the image takes a hold of its own, see `HeldFrame`. The memory has room around the image for the
   * head and tail of a stream's part.
   */
  readonly memory?: BufferHold | undefined;
}

/** One whole image, numbered by the hub that published it. */
export interface Frame extends CapturedImage, Withdrawable {
  /** The number of the frame in its hub, from 1; it goes on counting when the capture restarts. */
  readonly sequence: number;
  /** Wall-clock milliseconds since the epoch. */
  readonly capturedAt: number;
  /** "placeholder" is an image that is shown instead of video and says why there is none. */
  readonly origin: 'camera' | 'placeholder';
}
