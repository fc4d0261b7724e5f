import type { Clock } from '../../server/runtime/clock.ts';

/** The clock of all tests: it stands still until a test moves it. */
export class SteppedClock implements Clock {
  /** The wanted length of each sleep, in the order in which they began. */
  readonly sleepsMs: number[] = [];
  readonly #startAt: number;
  readonly #hurries: boolean;
  readonly #sleepers = new Set<{ untilMs: number; wake: () => void }>();
  #timeMs = 0;
  #wallOffsetMs = 0;

  /**
   * @param startAt the time of day at the beginning
   * @param hurries true: each sleep ends at once
   */
  constructor(startAt = '2026-11-20T12:00:00.000Z', hurries = false) {
    this.#startAt = Date.parse(startAt);
    this.#hurries = hurries;
  }

  /** A clock on which each sleep ends at once, and its time has passed then. */
  static hurried(): SteppedClock {
    return new SteppedClock(undefined, true);
  }

  /** The number of sleepers. */
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

  /** Moves the wall clock; no time passes. */
  setWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Sets the wall clock to a time of day; no time passes. */
  setWallTime(at: string): void {
    this.setWallClock(Date.parse(at) - this.now().getTime());
  }

  /** Lets time pass at once, without waking sleepers. */
  pass(ms: number): void {
    const endMs = this.#timeMs + ms;
    if ([...this.#sleepers].some(({ untilMs }) => untilMs <= endMs)) {
      throw new Error('somebody would wake in that time: use advance()');
    }
    this.#timeMs = endMs;
  }

  /** Lets time pass, from one due sleeper to the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#timeMs + ms;
    for (;;) {
      const due = [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs)[0];
      if (!due || due.untilMs > endMs) break;
      this.#timeMs = Math.max(this.#timeMs, due.untilMs);
      due.wake();
      await new Promise(setImmediate); // the woken code may sleep again
    }
    this.#timeMs = endMs;
  }
}
