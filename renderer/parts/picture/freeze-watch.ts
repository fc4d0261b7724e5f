const firstPatienceMs = 6_000;
const maxPatienceMs = 60_000;

/**
 * Decides when a stream whose pixels stay the same is opened again. An <img> reports neither silence nor the end of
 * its stream (measured in Chromium 156), so a frozen tile would look alive for ever. But a scene may really stand
 * still: each attempt that brings no new pixels doubles the patience.
 */
export class FreezeWatch {
  #pixels: number | undefined;
  #sinceMs: number;
  #patienceMs = firstPatienceMs;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /**
   * True when the stream should be opened again now.
   * @param pixels a number that differs when the picture differs; undefined while the number is not known
   * @param flowing the server has fresh frames of this camera
   */
  observe(pixels: number | undefined, flowing: boolean, nowMs: number): boolean {
    if (pixels !== undefined && pixels !== this.#pixels) {
      this.#pixels = pixels;
      this.#patienceMs = firstPatienceMs;
      this.#sinceMs = nowMs;
    }
    if (!flowing) this.#sinceMs = nowMs;
    if (nowMs - this.#sinceMs < this.#patienceMs) return false;
    this.#sinceMs = nowMs;
    this.#patienceMs = Math.min(2 * this.#patienceMs, maxPatienceMs);
    return true;
  }
}
