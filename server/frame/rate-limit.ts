/** Capture times vary a little: a frame that is early by this much still counts as due. */
const graceMs = 2;

/**
 * Reduces a stream of frames to a rate. It keeps the time when the next frame is due rather than the time of the last
 * frame, so that 20 of 30 frames per second come out as 20, not as 15.
 */
export class RateLimit {
  readonly #intervalMs: number;
  #dueMs: number | undefined;

  constructor(framesPerSecond: number) {
    this.#intervalMs = 1_000 / framesPerSecond;
  }

  /** Whether the frame captured at `atMs` (monotonic) is passed on. */
  admits(atMs: number): boolean {
    const dueMs = this.#dueMs ?? atMs;
    if (atMs < dueMs - graceMs) return false;
    const nextMs = dueMs + this.#intervalMs;
    this.#dueMs = nextMs > atMs ? nextMs : atMs + this.#intervalMs;
    return true;
  }
}
