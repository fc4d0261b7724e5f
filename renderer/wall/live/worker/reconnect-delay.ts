const firstCeilingMs = 1_000;
const lastCeilingMs = 15_000;

/**
 * The growing wait between tries to connect, 0.5 s to 15 s. Half of it is left to chance, so that the pages of a
 * server that was started anew do not all come at once.
 */
export class ReconnectDelay {
  readonly #random: () => number;
  #failures = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Milliseconds to wait now; longer each time. */
  next(): number {
    const ceilingMs = Math.min(firstCeilingMs * 2 ** this.#failures++, lastCeilingMs);
    return ceilingMs * (1 - this.#random() / 2);
  }

  /** A connection held: the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
