import type { FrameDropReason } from '../contract/capture-error.ts';
import type { CapturedImage } from '../frame/frame.ts';

/** Takes an image over, with its memory. */
export type TakeImage = (image: CapturedImage) => void;

/** Reads one device. Every kind of source implements this interface. */
export interface Capture {
  /**
   * Yields images until `signal` aborts (then the iteration ends without an error) or the source fails. When the
   * iteration has ended, everything it started (child, socket, timer) is gone.
   * @param direct takes an image at once, instead of the iteration, where the source says when a whole one is there. The
   *   way through promises and generators cost a fifth of the server's own work for a frame.
   * @throws CaptureError when the source fails or ends by itself
   */
  frames(signal: AbortSignal, direct?: TakeImage): AsyncIterable<CapturedImage>;
}

/** The ways in which a capture reports other things than frames. */
export interface CaptureReport {
  /**
   * Reports a lasting choice that differs from the configuration, e.g. another size: one line for people. A notice
   * about controls is withdrawn when the controls are changed.
   */
  notice(text: string, about?: 'controls'): void;
  /**
   * Counts a dropped frame.
   * @param detail says more than the reason: one clause for people
   */
  dropped(reason: FrameDropReason, detail?: string): void;
  /** Counts a frame that is passed on although a part of its picture is lost. */
  damaged(): void;
  /** Reports a reader of frames that used their memory wrongly. */
  fault(error: Error): void;
  /** Reports how often pictures come in the chosen mode; undefined means that only the camera knows. */
  pace(framesPerSecond: number | undefined): void;
}
