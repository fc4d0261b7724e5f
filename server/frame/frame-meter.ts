const windowMs = 3_000;
/** Of a camera whose pictures come more seldom the last interval is its rate. */
const slowIntervalMs = windowMs / 2;
/** Enough for the window at 240 frames per second. */
const capacity = 720;

/** Measures how many frames per second arrive: over the last three seconds, or those of a slow camera one by one. */
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

  /** Frames per second, or undefined while too few frames have come, or none for some seconds although they came fast. */
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
