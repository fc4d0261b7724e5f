const keptSamples = 8;
/** A larger step than this, in addition to the time on the way, means that somebody has set a clock. */
const stepMs = 250;

interface Sample {
  offsetMs: number;
  roundTripMs: number;
}

/**
 * Measures how far the server's clock is ahead of the page's clock, from answers that hold the server's time. The
 * quickest of the last answers counts, because its error is at most half of its round trip.
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** Undefined before the first answer. */
  get offsetMs(): number | undefined {
    return this.#best()?.offsetMs;
  }

  /** Both `...AtMs` are by the page's clock, and `serverAt` is by the server's clock. */
  add(sentAtMs: number, receivedAtMs: number, serverAt: number): void {
    const roundTripMs = receivedAtMs - sentAtMs;
    if (roundTripMs < 0) return;
    const sample = { offsetMs: serverAt - (sentAtMs + receivedAtMs) / 2, roundTripMs };
    const best = this.#best();
    // A Pi without a clock of its own gets the right time minutes after it has started.
    if (best && Math.abs(sample.offsetMs - best.offsetMs) > (roundTripMs + best.roundTripMs) / 2 + stepMs) {
      this.#samples = [];
    }
    this.#samples = [...this.#samples, sample].slice(-keptSamples);
  }

  #best(): Sample | undefined {
    return this.#samples.reduce<Sample | undefined>(
      (best, sample) => (best && best.roundTripMs <= sample.roundTripMs ? best : sample),
      undefined,
    );
  }
}
