/** Capture times wobble around the ideal ones: a frame this early still counts as due. */
const graceMs = 2;

/**
 * Thins a stream of frames to a wanted rate. It keeps a due time rather than the last frame's time, so that 20 of
 * 30 frames per second come out as 20, not as 15.
 */
export class RateLimit {
  readonly #intervalMs: number;
  #dueMs: number | undefined;

  constructor(framesPerSecond: number) {
    this.#intervalMs = 1_000 / framesPerSecond;
  }

  /** Whether the frame captured at `atMs` (monotonic) is one of those wanted. */
  admits(atMs: number): boolean {
    const dueMs = this.#dueMs ?? atMs;
    if (atMs < dueMs - graceMs) return false;
    const nextMs = dueMs + this.#intervalMs;
    this.#dueMs = nextMs > atMs ? nextMs : atMs + this.#intervalMs;
    return true;
  }
}
