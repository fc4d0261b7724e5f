/** A capture gets this long for its first frame: network cameras and CSI sensors take seconds to start. */
const firstFrameTimeoutMs = 10_000;
/** A network camera may wait with it for its next picture, or for a key frame. */
const firstFrameOfUnknownMs = 40_000;
/** Until it is known how often they come: one in 20 s is not rare. */
const unknownTimeoutMs = 60_000;
const minTimeoutMs = 5_000;
/** What was measured extends a wait no further: a camera that hangs is to be restarted some day. */
const maxMeasuredTimeoutMs = 600_000;
const stallIntervals = 5;
/** So many make a rate; one of them may be an accident. */
const measuredIntervals = 4;
const wholeMs = 1_000;

/**
 * How often pictures of a camera are to be expected: as it was asked for, as the mode really runs that was chosen, and
 * as it was measured, the slowest of them. What was measured outlives a restart of the capture.
 */
export class ExpectedPace {
  #configuredMs = 0;
  #modeMs = 0;
  #isKnown = true;
  #intervalsMs: number[] = [];
  #lastAtMs: number | undefined;

  /** A capture begins. @param framesPerSecond as configured, where it is */
  begin(framesPerSecond: number | null | undefined): void {
    const configuredMs = framesPerSecond ? 1_000 / framesPerSecond : 0;
    if (configuredMs !== this.#configuredMs) this.#intervalsMs = [];
    this.#configuredMs = configuredMs;
    this.#modeMs = 0;
    this.#isKnown = true;
    this.#lastAtMs = undefined;
  }

  /** What the capture says of itself. @param framesPerSecond undefined: only the camera knows */
  told(framesPerSecond: number | undefined): void {
    this.#modeMs = framesPerSecond ? 1_000 / framesPerSecond : 0;
    this.#isKnown = framesPerSecond !== undefined || this.#configuredMs > 0;
  }

  /** A frame came. @param atMs monotonic */
  count(atMs: number): void {
    if (this.#lastAtMs !== undefined) {
      if (this.#intervalsMs.length === measuredIntervals) this.#intervalsMs.shift();
      this.#intervalsMs.push(atMs - this.#lastAtMs);
    }
    this.#lastAtMs = atMs;
  }

  /** How long a capture may be silent before its first frame. */
  get firstFrameTimeoutMs(): number {
    return Math.max(this.#isKnown ? firstFrameTimeoutMs : firstFrameOfUnknownMs, this.stallTimeoutMs);
  }

  /** How long a capture may send broken frames only; a slow camera gets the time for some. */
  get brokenTimeoutMs(): number {
    return Math.max(firstFrameTimeoutMs, stallIntervals * Math.max(this.#configuredMs, this.#modeMs));
  }

  /** How long it may be silent after a frame: five seconds, or five intervals of a slow camera. */
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

  /** From what age on its newest frame is an old one. */
  get staleAfterMs(): number {
    return Math.max(minTimeoutMs, this.stallTimeoutMs / 2);
  }
}
