import type { Clock } from '../runtime/clock.ts';
import type { ExpectedPace } from './expected-pace.ts';

/** This many broken frames in a row are no accident. */
const brokenInARow = 3;

export interface StallWatchdogParts {
  pace: ExpectedPace;
  clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Called once, with the silence in milliseconds. */
  onStall: (silentMs: number) => void;
}

/**
 * Reports when no frame was counted for too long. A frame costs it only a stored number: it checks when its timer ends.
 */
export class StallWatchdog {
  readonly #parts: StallWatchdogParts;
  #afterMs = 0;
  #dueAtMs = 0;
  #wakesAtMs = Infinity;
  /** Aborts the current sleep. */
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

  /**
   * Counts a broken frame. A camera that sends only broken frames is not slow, so the watchdog waits for a shorter
   * time.
   */
  frameBroken(): void {
    if (++this.#brokenInARow === brokenInARow)
      this.#wait(Math.min(this.#afterMs, this.#parts.pace.brokenTimeoutMs));
  }

  /** Tells that the capture has reported its pace, before the first frame. */
  paceChanged(): void {
    this.#wait(this.#parts.pace.firstFrameTimeoutMs);
  }

  /**
   * Counts a frame.
   * @param atMs monotonic
   */
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
