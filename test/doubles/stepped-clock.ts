import type { Clock } from '../../server/runtime/clock.ts';

/** The clock of all tests: it stands still until a test moves it. */
export class SteppedClock implements Clock {
  /** How long each sleep was to last, in the order they began. */
  readonly sleepsMs: number[] = [];
  readonly #startAt: number;
  readonly #hurries: boolean;
  readonly #sleepers = new Set<{ untilMs: number; wake: () => void }>();
  #timeMs = 0;
  #wallOffsetMs = 0;

  /** @param startAt the time of day at the beginning */
  constructor(startAt = '2026-11-20T12:00:00.000Z', hurries = false) {
    this.#startAt = Date.parse(startAt);
    this.#hurries = hurries;
  }

  /** One on which each sleep is over at once, and its time has passed then. */
  static hurried(): SteppedClock {
    return new SteppedClock(undefined, true);
  }

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
    this.sleepsMs.push(ms);
    if (this.#hurries) this.#timeMs += ms;
    if (this.#hurries || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
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

  /** Sets the wall clock to a time of day; no time passes. */
  setWallTime(at: string): void {
    this.setWallClock(Date.parse(at) - this.now().getTime());
  }

  /** Lets time pass at once, while nobody sleeps or those who do sleep on. */
  pass(ms: number): void {
    const endMs = this.#timeMs + ms;
    if ([...this.#sleepers].some(({ untilMs }) => untilMs <= endMs)) {
      throw new Error('somebody would wake in that time: use advance()');
    }
    this.#timeMs = endMs;
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
