import type { Clock } from '../runtime/clock.ts';
import type { ExpectedPace } from './expected-pace.ts';

/** So many broken frames without a good one are no accident. */
const brokenInARow = 3;

export interface StallWatchdogParts {
  pace: ExpectedPace;
  clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Called once, with the silence in milliseconds. */
  onStall: (silentMs: number) => void;
}

/** Tells when no frame was counted for too long. A frame costs it nothing but a number: it looks only when it wakes. */
export class StallWatchdog {
  readonly #parts: StallWatchdogParts;
  #afterMs = 0;
  #dueAtMs = 0;
  #wakesAtMs = Infinity;
  /** Ends the sleep that goes on. */
  #sleep = new AbortController();
  #brokenInARow = 0;

  constructor(parts: StallWatchdogParts) {
    this.#parts = parts;
  }

  /** Watches from now on until `signal` aborts or `onStall` was called. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { pace, clock, onStall } = this.#parts;
    this.#wait(pace.firstFrameTimeoutMs);
    const wake = () => this.#sleep.abort();
    signal.addEventListener('abort', wake, { once: true });
    while (!signal.aborted) {
      const leftMs = this.#dueAtMs - clock.nowMs();
      if (leftMs <= 0) {
        onStall(this.#afterMs);
        break;
      }
      this.#sleep = new AbortController();
      this.#wakesAtMs = this.#dueAtMs;
      await clock.sleep(leftMs, this.#sleep.signal);
    }
    signal.removeEventListener('abort', wake);
  }

  /** A frame came that is of no use. A camera that sends nothing else is not slow, so that there is less to wait for. */
  frameBroken(): void {
    if (++this.#brokenInARow === brokenInARow)
      this.#wait(Math.min(this.#afterMs, this.#parts.pace.brokenTimeoutMs));
  }

  /** The capture said how often its pictures come, before the first of them. */
  paceChanged(): void {
    this.#wait(this.#parts.pace.firstFrameTimeoutMs);
  }

  /** A frame came. @param atMs monotonic */
  feed(atMs: number): void {
    this.#brokenInARow = 0;
    this.#parts.pace.count(atMs);
    this.#wait(this.#parts.pace.stallTimeoutMs);
  }

  #wait(afterMs: number): void {
    this.#afterMs = afterMs;
    this.#dueAtMs = this.#parts.clock.nowMs() + afterMs;
    if (this.#dueAtMs < this.#wakesAtMs) this.#sleep.abort();
  }
}
