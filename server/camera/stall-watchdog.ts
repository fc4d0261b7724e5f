/** A capture gets this long for its first frame: network cameras and CSI sensors take seconds to start. */
const firstFrameTimeoutMs = 10_000;
const minStallTimeoutMs = 5_000;
const stallIntervals = 5;

/** How long a capture may be silent: five seconds, or five frame intervals of a slow camera. */
export function stallTimeoutMs(framesPerSecond: number | undefined): number {
  return Math.max(minStallTimeoutMs, framesPerSecond ? (stallIntervals * 1_000) / framesPerSecond : 0);
}

/** Calls `onStall` with the silence in milliseconds when no frame was counted for too long. */
export class StallWatchdog implements Disposable {
  readonly #afterMs: number;
  readonly #onStall: (silentMs: number) => void;
  #timer: NodeJS.Timeout;
  #fed = false;

  /** @param framesPerSecond the rate the camera was asked for */
  constructor(framesPerSecond: number | undefined, onStall: (silentMs: number) => void) {
    this.#afterMs = stallTimeoutMs(framesPerSecond);
    this.#onStall = onStall;
    this.#timer = this.#arm(Math.max(firstFrameTimeoutMs, this.#afterMs));
  }

  /** A frame came. */
  feed(): void {
    if (this.#fed) {
      this.#timer.refresh();
      return;
    }
    this.#fed = true;
    clearTimeout(this.#timer);
    this.#timer = this.#arm(this.#afterMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #arm(timeoutMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#onStall(timeoutMs), timeoutMs);
  }
}
