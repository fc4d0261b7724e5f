import type { ExpectedPace } from './expected-pace.ts';

/** So many broken frames without a good one are no accident. */
const brokenInARow = 3;

/** Calls `onStall` with the silence in milliseconds when no frame was counted for too long. */
export class StallWatchdog implements Disposable {
  readonly #pace: ExpectedPace;
  readonly #onStall: (silentMs: number) => void;
  #afterMs: number;
  #timer: NodeJS.Timeout;
  #brokenInARow = 0;

  constructor(pace: ExpectedPace, onStall: (silentMs: number) => void) {
    this.#pace = pace;
    this.#onStall = onStall;
    this.#afterMs = pace.firstFrameTimeoutMs;
    this.#timer = this.#arm();
  }

  /** A frame came that is of no use. A camera that sends nothing else is not slow, so that there is less to wait for. */
  frameBroken(): void {
    if (++this.#brokenInARow === brokenInARow)
      this.#wait(Math.min(this.#afterMs, this.#pace.brokenTimeoutMs));
  }

  /** The capture said how often its pictures come, before the first of them. */
  paceChanged(): void {
    this.#wait(this.#pace.firstFrameTimeoutMs);
  }

  /** A frame came. @param atMs monotonic */
  feed(atMs: number): void {
    this.#brokenInARow = 0;
    this.#pace.count(atMs);
    this.#wait(this.#pace.stallTimeoutMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #wait(afterMs: number): void {
    if (afterMs === this.#afterMs) {
      this.#timer.refresh();
      return;
    }
    this.#afterMs = afterMs;
    clearTimeout(this.#timer);
    this.#timer = this.#arm();
  }

  #arm(): NodeJS.Timeout {
    const afterMs = this.#afterMs;
    return setTimeout(() => this.#onStall(afterMs), afterMs);
  }
}
