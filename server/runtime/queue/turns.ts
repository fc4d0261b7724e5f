/** The queue is full. */
export class TooManyWaitingError extends Error {}

/** Runs jobs one after the other, in the order in which they came. */
export class Turns {
  readonly #maxWaiting: number;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param maxWaiting the most jobs that wait or run at a time */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Resolves or rejects as `job` does.
   * @throws TooManyWaitingError
   */
  async take<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting === this.#maxWaiting) throw new TooManyWaitingError('Too many requests are waiting');
    this.#waiting++;
    const turn = this.#tail.then(job);
    // The next job starts after this one, even when it fails. Its error goes to the caller of this `take`.
    this.#tail = turn.catch(() => undefined).finally(() => this.#waiting--);
    return turn;
  }
}
