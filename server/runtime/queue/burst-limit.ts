/**
 * Allows an average number of events per second, and at once as many as are due within `burstMs`: bunches of events are
 * allowed if there are pauses between them.
 */
export class BurstLimit {
  readonly #perSecond: () => number;
  readonly #burstMs: number;
  #paidUntilMs = -Infinity;

  /** @param perSecond called each time, because it may be a setting */
  constructor(perSecond: () => number, burstMs: number) {
    this.#perSecond = perSecond;
    this.#burstMs = burstMs;
  }

  /** Counts events at `nowMs` (monotonic), allowed or not. */
  spend(nowMs: number, count = 1): void {
    this.#paidUntilMs = Math.max(this.#paidUntilMs, nowMs) + (count * 1_000) / this.#perSecond();
  }

  /** How long from `nowMs` the next event has to wait; 0 when it is allowed. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#paidUntilMs - nowMs - this.#burstMs);
  }
}
