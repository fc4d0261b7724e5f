import type { ExpectedPace } from './expected-pace.ts';

/** Calls `onStall` with the silence in milliseconds when no frame was counted for too long. */
export class StallWatchdog implements Disposable {
  readonly #pace: ExpectedPace;
  readonly #onStall: (silentMs: number) => void;
  #afterMs: number;
  #timer: NodeJS.Timeout;

  constructor(pace: ExpectedPace, onStall: (silentMs: number) => void) {
    this.#pace = pace;
    this.#onStall = onStall;
    this.#afterMs = pace.firstFrameTimeoutMs;
    this.#timer = this.#arm();
  }

  /** The capture said how often its pictures come, before the first of them. */
  paceChanged(): void {
    this.#wait(this.#pace.firstFrameTimeoutMs);
  }

  /** A frame came. @param atMs monotonic */
  feed(atMs: number): void {
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
