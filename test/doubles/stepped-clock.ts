import type { Clock } from '../../server/runtime/clock.ts';

/** A clock that stands still until a test moves it. */
export class SteppedClock implements Clock {
  #timeMs = 0;
  #wallOffsetMs = 0;
  readonly #startAt = Date.parse('2026-11-20T12:00:00.000Z');
  readonly #sleepers = new Set<{ untilMs: number; wake: () => void }>();

  /** How many are asleep. */
  get sleeperCount(): number {
    return this.#sleepers.size;
  }

  nowMs(): number {
    return this.#timeMs;
  }

  now(): Date {
    return new Date(this.#startAt + this.#wallOffsetMs + this.#timeMs);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { untilMs: this.#timeMs + ms, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Sets the wall clock ahead, or back; no time passes. */
  setWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Lets time pass, from one sleeper that is due to the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#timeMs + ms;
    for (;;) {
      const due = [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs)[0];
      if (!due || due.untilMs > endMs) break;
      this.#timeMs = Math.max(this.#timeMs, due.untilMs);
      due.wake();
      await new Promise(setImmediate); // what it does now may be to sleep again
    }
    this.#timeMs = endMs;
  }
}
