/** The growing wait between retries: it doubles from `firstMs` to `ceilingMs`, and starts again after a success. */
export class Backoff {
  readonly #firstMs: number;
  readonly #ceilingMs: number;
  attempt = 0;

  constructor(firstMs: number, ceilingMs: number) {
    this.#firstMs = Math.min(firstMs, ceilingMs);
    this.#ceilingMs = ceilingMs;
  }

  /** Returns the milliseconds to wait before the next try. */
  next(): number {
    const waitMs = Math.min(this.#ceilingMs, this.#firstMs * 2 ** Math.min(this.attempt, 30));
    this.attempt++;
    return waitMs;
  }

  reset(): void {
    this.attempt = 0;
  }
}
