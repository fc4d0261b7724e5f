import {
  frameDropText,
  soundDropReasons,
  type CaptureErrorCode,
  type FrameDropReason,
} from '../contract/capture-error.ts';
import type { Frame } from '../frame/frame.ts';

/** The reason why a capture was started. A failure's code means that the last capture failed with it. */
export type StartReason = 'first' | 'demand' | 'requested' | CaptureErrorCode;

/** Counts of the events of one camera since the server started. */
export class CameraCounters {
  frames = 0;
  bytes = 0;
  lastBytes = 0;
  readonly dropped = new Map<FrameDropReason, number>();
  droppedTotal = 0;
  /** The dropped frames that were broken. */
  brokenTotal = 0;
  /** The frames of `frames` whose restart markers were wrong: perhaps not all of their picture is shown. */
  damaged = 0;
  /** The reason for the newest dropped frame: one clause for people. */
  lastDrop = '';
  readonly failures = new Map<CaptureErrorCode, number>();
  readonly starts = new Map<StartReason, number>();
  /** The last frame without its bytes. */
  last: Omit<Frame, 'jpeg'> | undefined;

  countFrame({ sequence, width, height, orientation, capturedAtMs, capturedAt, origin, jpeg }: Frame): void {
    this.frames++;
    this.bytes += jpeg.length;
    this.lastBytes = jpeg.length;
    this.last = { sequence, width, height, orientation, capturedAtMs, capturedAt, origin };
  }

  /** Returns whether the frame was broken. */
  countDrop(reason: FrameDropReason, detail: string = frameDropText[reason]): boolean {
    this.lastDrop = detail;
    this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + 1);
    this.droppedTotal++;
    const isBroken = !soundDropReasons.includes(reason);
    if (isBroken) this.brokenTotal++;
    return isBroken;
  }

  countStart(reason: StartReason): void {
    this.starts.set(reason, (this.starts.get(reason) ?? 0) + 1);
  }

  countFailure(code: CaptureErrorCode): void {
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
  }
}
