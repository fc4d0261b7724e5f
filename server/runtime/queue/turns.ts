/** The queue is full. */
export class TooManyWaitingError extends Error {}

/** Runs jobs in the order in which they came: one after the other, or a few at a time. */
export class Turns {
  readonly #maxWaiting: number;
  readonly #atOnce: number;
  readonly #starts: (() => void)[] = [];
  #waiting = 0;
  #running = 0;

  /**
   * @param maxWaiting the most jobs that wait or run at a time
   * @param atOnce the most jobs that run at a time
   */
  constructor(maxWaiting: number, atOnce = 1) {
    this.#maxWaiting = maxWaiting;
    this.#atOnce = atOnce;
  }

  /**
   * Resolves or rejects as `job` does.
   * @throws TooManyWaitingError
   */
  async take<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting === this.#maxWaiting) throw new TooManyWaitingError('Too many requests are waiting');
    this.#waiting++;
    if (this.#running < this.#atOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#starts.push(resolve));
    try {
      return await job();
    } finally {
      this.#waiting--;
      // The next job takes the place of this one, even when it fails.
      const next = this.#starts.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
