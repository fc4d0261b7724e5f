/** Allows a limited number of actions within any hour. All times are milliseconds of one clock. */
export class HourBudget {
  readonly #limit: number;
  #spentAtMs: number[];

  /** @param spentAtMs the times of earlier actions */
  constructor(limit: number, spentAtMs: number[] = []) {
    this.#limit = limit;
    this.#spentAtMs = spentAtMs;
  }

  /** The times of the actions that still count. */
  get spentAtMs(): readonly number[] {
    return this.#spentAtMs;
  }

  /** True when one more action is allowed now; it then counts as done. */
  spend(nowMs: number): boolean {
    // A time in the future was stored before somebody set the clock back.
    this.#spentAtMs = this.#spentAtMs.filter((atMs) => atMs > nowMs - hourMs && atMs <= nowMs);
    if (this.#spentAtMs.length >= this.#limit) return false;
    this.#spentAtMs.push(nowMs);
    return true;
  }
}

const hourMs = 3_600_000;
