/** How often a camera's frames come, measured from its last frames. */
export class Pace {
  #lastMs: number | undefined;
  #meanMs: number | undefined;

  /** When the last frame was captured; undefined before the first. Monotonic milliseconds. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  note(atMs: number): void {
    const stepMs = atMs - (this.#lastMs ?? atMs);
    this.#lastMs = atMs;
    if (stepMs <= 0) return;
    // A gap says nothing about the camera's usual pace, so that it counts for little.
    const cappedMs = this.#meanMs === undefined ? stepMs : Math.min(stepMs, this.#meanMs * 4);
    this.#meanMs = this.#meanMs === undefined ? cappedMs : this.#meanMs * 0.9 + cappedMs * 0.1;
  }

  /** A longer time without a frame is a gap: `leastMs`, or three intervals of a slower camera. Milliseconds. */
  quietMs(leastMs: number, intervalMs: number): number {
    return Math.max(leastMs, 3 * Math.min(this.#meanMs ?? 0, leastMs * 10), 3 * intervalMs);
  }
}
