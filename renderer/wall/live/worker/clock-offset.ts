const keptSamples = 8;
/** Beyond what the way there and back explains, so much says that a clock was set. */
const stepMs = 250;

interface Sample {
  offsetMs: number;
  roundTripMs: number;
}

/**
 * How far the server's clock is ahead of ours, from questions answered with its time. Of the last few answers the
 * quickest is believed, since it can be wrong by half its way at most.
 */
export class ClockOffset {
  #samples: Sample[] = [];

  /** Undefined before the first answer. */
  get offsetMs(): number | undefined {
    return this.#best()?.offsetMs;
  }

  /** Both of our times are by the clock the offset shall be to; `serverAt` is the server's. */
  add(sentAtMs: number, receivedAtMs: number, serverAt: number): void {
    const roundTripMs = receivedAtMs - sentAtMs;
    if (roundTripMs < 0) return;
    const sample = { offsetMs: serverAt - (sentAtMs + receivedAtMs) / 2, roundTripMs };
    const best = this.#best();
    // A Pi without a clock of its own is set minutes after it started.
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
