/** So many within any hour. Times are milliseconds of one clock. */
export class HourBudget {
  readonly #limit: number;
  #spentAtMs: number[];

  /** @param spentAtMs what was spent before */
  constructor(limit: number, spentAtMs: number[] = []) {
    this.#limit = limit;
    this.#spentAtMs = spentAtMs;
  }

  /** When what still counts was spent. */
  get spentAtMs(): readonly number[] {
    return this.#spentAtMs;
  }

  /** True, and spent, where there is something left. */
  spend(nowMs: number): boolean {
    // What lies in the future was written before a clock was set back.
    this.#spentAtMs = this.#spentAtMs.filter((atMs) => atMs > nowMs - hourMs && atMs <= nowMs);
    if (this.#spentAtMs.length >= this.#limit) return false;
    this.#spentAtMs.push(nowMs);
    return true;
  }
}

const hourMs = 3_600_000;
