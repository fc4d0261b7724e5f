const windowMs = 3_000;
/** Enough for the window at 240 frames per second. */
const capacity = 720;

/** Measures how many frames per second arrive, over the last three seconds. */
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

  /** Frames per second, or undefined while fewer than two frames are in the window. */
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
    return frames >= 2 && lastMs > firstMs ? ((frames - 1) * 1_000) / (lastMs - firstMs) : undefined;
  }
}
