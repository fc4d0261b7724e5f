import type { FrameDropReason } from '../contract/capture-error.ts';
import type { CapturedImage } from '../frame/frame.ts';

/** A running read of one device. Every kind of source stands behind this. */
export interface Capture {
  /**
   * Images until `signal` aborts (then it ends without an error) or the source fails.
   * Whatever it started (child, socket, timer) is gone when the iteration has ended.
   * @throws CaptureError when the source fails or ends by itself
   */
  frames(signal: AbortSignal): AsyncIterable<CapturedImage>;
}

/** What a capture has to say besides its frames. */
export interface CaptureReport {
  /** A settled choice that differs from what was asked for, e.g. another size; one line for people. Those about controls go when the controls are changed. */
  notice(text: string, about?: 'controls'): void;
  /** @param detail says more than the reason: one clause for people */
  dropped(reason: FrameDropReason, detail?: string): void;
  /** A frame is passed on although some of its picture is lost. */
  damaged(): void;
  /** A reader of the frames made a mistake with their memory. */
  fault(error: Error): void;
  /** How often pictures come in the mode that was chosen; undefined: only the camera knows. */
  pace(framesPerSecond: number | undefined): void;
}
