const windowMs = 3_000;
/** For a camera with longer intervals than this, the last interval gives the rate. */
const slowIntervalMs = windowMs / 2;
/** Enough entries for the window at 240 frames per second. */
const capacity = 720;

/** Measures the frames per second: over the last three seconds, or from the last interval of a slow camera. */
export class FrameMeter {
  readonly #timesMs = new Float64Array(capacity);
  #count = 0;

  /** @param atMs monotonic milliseconds */
  count(atMs: number): void {
    this.#timesMs[this.#count % capacity] = atMs;
    this.#count++;
  }

  reset(): void {
    this.#count = 0;
  }

  /**
   * The frames per second; undefined while too few frames have come, or when a fast camera has paused for some seconds.
   */
  framesPerSecond(nowMs: number): number | undefined {
    const held = Math.min(this.#count, capacity);
    let frames = 0;
    let firstMs = nowMs;
    let lastMs = nowMs;
    for (let back = 1; back <= held; back++) {
      const atMs = this.#timesMs[(this.#count - back) % capacity] ?? 0;
      if (nowMs - atMs > windowMs) break;
      if (frames === 0) lastMs = atMs;
      firstMs = atMs;
      frames++;
    }
    if (frames >= 2 && lastMs > firstMs) return ((frames - 1) * 1_000) / (lastMs - firstMs);
    return this.#slowRate(nowMs);
  }

  #slowRate(nowMs: number): number | undefined {
    if (this.#count < 2) return undefined;
    const lastMs = this.#timesMs[(this.#count - 1) % capacity] ?? 0;
    const intervalMs = lastMs - (this.#timesMs[(this.#count - 2) % capacity] ?? 0);
    return intervalMs < slowIntervalMs ? undefined : 1_000 / Math.max(intervalMs, nowMs - lastMs);
  }
}
