import type { Clock } from '../../../../server/runtime/clock.ts';

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #nowMs = 1_000_000;

  nowMs(): number {
    return this.#nowMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  sleep(): Promise<void> {
    throw new Error('nothing here sleeps');
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}
