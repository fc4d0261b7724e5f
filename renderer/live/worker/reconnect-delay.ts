const firstCeilingMs = 1_000;
const lastCeilingMs = 15_000;

/**
 * The growing wait between tries to connect, from 0.5 s to 15 s. Half of it is random, so that the pages of a
 * restarted server do not all connect at once.
 */
export class ReconnectDelay {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The milliseconds to wait before the next try. They grow with each call. */
  next(): number {
    const ceilingMs = Math.min(firstCeilingMs * 2 ** this.#failures++, lastCeilingMs);
    return ceilingMs * (1 - this.#random() / 2);
  }

  /** Makes the next wait short again, because a connection has held. */
  reset(): void {
    this.#failures = 0;
  }
}
