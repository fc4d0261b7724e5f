/** As many jobs wait already as may wait. */
export class TooManyWaitingError extends Error {}

/** Runs jobs one after the other, in the order they came. */
export class Turns {
  readonly #maxWaiting: number;
  #waiting = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param maxWaiting the jobs that may wait or run at a time */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** Resolves or rejects as `job` does. @throws TooManyWaitingError */
  async take<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting === this.#maxWaiting) throw new TooManyWaitingError('Too many requests are waiting');
    this.#waiting++;
    const turn = this.#tail.then(job);
    // Who comes next waits for this one, whether it works out or not; its error goes to whoever asked for it.
    this.#tail = turn.catch(() => undefined).finally(() => this.#waiting--);
    return turn;
  }
}
