/**
 * Lets so many things happen a second on average, and as many at once as are due within `burstMs`: what comes in bunches
 * is not too much as long as there are pauses between them.
 */
export class BurstLimit {
  readonly #perSecond: () => number;
  readonly #burstMs: number;
  #paidUntilMs = -Infinity;

  /** @param perSecond asked each time, since it may be a setting */
  constructor(perSecond: () => number, burstMs: number) {
    this.#perSecond = perSecond;
    this.#burstMs = burstMs;
  }

  /** Counts what happens at `nowMs` (monotonic), allowed or not. */
  spend(nowMs: number, count = 1): void {
    this.#paidUntilMs = Math.max(this.#paidUntilMs, nowMs) + (count * 1_000) / this.#perSecond();
  }

  /** How long from `nowMs` on the next has to wait; 0 when it is allowed. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#paidUntilMs - nowMs - this.#burstMs);
  }
}
