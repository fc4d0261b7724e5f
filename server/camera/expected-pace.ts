/** The time a capture gets for its first frame: network cameras and CSI sensors take seconds to start. */
const firstFrameTimeoutMs = 10_000;
/** A network camera may hold its first frame back until its next picture or key frame. */
const firstFrameOfUnknownMs = 40_000;
/** The longest silence while the camera's pace is unknown: some cameras send one picture in 20 s. */
const unknownTimeoutMs = 60_000;
const minTimeoutMs = 5_000;
/** The longest wait that a measured pace may cause: a camera that hangs must be restarted at some time. */
const maxMeasuredTimeoutMs = 600_000;
const stallIntervals = 5;
/** The number of intervals that make a rate; a single long one may be an accident. */
const measuredIntervals = 4;
const wholeMs = 1_000;

/**
 * How often pictures of a camera are expected: the slowest of the configured rate, the rate of the chosen mode, and the
 * measured rate. The measured rate outlives a restart of the capture.
 */
export class ExpectedPace {
  #configuredMs = 0;
  #modeMs = 0;
  #isKnown = true;
  #intervalsMs: number[] = [];
  #lastAtMs: number | undefined;

  /**
   * Begins a new capture.
   * @param framesPerSecond the configured rate, if there is one
   */
  begin(framesPerSecond: number | null | undefined): void {
    const configuredMs = framesPerSecond ? 1_000 / framesPerSecond : 0;
    if (configuredMs !== this.#configuredMs) this.#intervalsMs = [];
    this.#configuredMs = configuredMs;
    this.#modeMs = 0;
    this.#isKnown = true;
    this.#lastAtMs = undefined;
  }

  /**
   * Takes the rate that the capture reports.
   * @param framesPerSecond undefined: only the camera knows it
   */
  told(framesPerSecond: number | undefined): void {
    this.#modeMs = framesPerSecond ? 1_000 / framesPerSecond : 0;
    this.#isKnown = framesPerSecond !== undefined || this.#configuredMs > 0;
  }

  /**
   * Counts a frame.
   * @param atMs monotonic
   */
  count(atMs: number): void {
    if (this.#lastAtMs !== undefined) {
      if (this.#intervalsMs.length === measuredIntervals) this.#intervalsMs.shift();
      this.#intervalsMs.push(atMs - this.#lastAtMs);
    }
    this.#lastAtMs = atMs;
  }

  /** The longest silence before a capture's first frame. */
  get firstFrameTimeoutMs(): number {
    return Math.max(this.#isKnown ? firstFrameTimeoutMs : firstFrameOfUnknownMs, this.stallTimeoutMs);
  }

  /** How long a capture may send broken frames only; a slow camera gets enough time for several frames. */
  get brokenTimeoutMs(): number {
    return Math.max(firstFrameTimeoutMs, stallIntervals * Math.max(this.#configuredMs, this.#modeMs));
  }

  /** The longest silence after a frame: five seconds, or five intervals of a slow camera. */
  get stallTimeoutMs(): number {
    const count = this.#intervalsMs.length;
    const measuredMs = this.#intervalsMs.reduce((sum, ms) => sum + ms, 0) / Math.max(1, count);
    const timeoutMs = Math.max(
      !this.#isKnown && count < measuredIntervals ? unknownTimeoutMs : minTimeoutMs,
      stallIntervals * Math.max(this.#configuredMs, this.#modeMs),
      Math.min(stallIntervals * measuredMs, maxMeasuredTimeoutMs),
    );
    return Math.ceil(timeoutMs / wholeMs) * wholeMs;
  }

  /** The age from which on the newest frame counts as old. */
  get staleAfterMs(): number {
    return Math.max(minTimeoutMs, this.stallTimeoutMs / 2);
  }
}
