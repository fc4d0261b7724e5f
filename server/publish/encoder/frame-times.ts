/** When a frame was captured. */
export interface CaptureTimes {
  /** Monotonic milliseconds. */
  capturedAtMs: number;
  /** Wall clock, milliseconds since the epoch. */
  capturedAt: number;
}

/** An encoder has at most some frames in it at a time. */
const maxKept = 512;
/** FLV's times have 31 bits: 25 days. */
const timeMask = 0x7fff_ffff;

/**
 * Finds the frame that a picture of the encoder was made of, by the time that the encoder was given: the picture has just
 * the frame's times, for as long as the encoder runs.
 */
export class FrameTimes {
  readonly #kept = new Map<number, CaptureTimes>();
  #firstAtMs: number | undefined;
  #lastMs = -1;

  /** The time that the encoder is to be given: whole milliseconds, each later than the one before. */
  note({ capturedAtMs, capturedAt }: CaptureTimes): number {
    this.#firstAtMs ??= capturedAtMs;
    this.#lastMs = Math.max(this.#lastMs + 1, Math.round(capturedAtMs - this.#firstAtMs));
    this.#kept.set(this.#lastMs & timeMask, { capturedAtMs, capturedAt });
    for (const timeMs of this.#kept.keys()) {
      if (this.#kept.size <= maxKept) break;
      this.#kept.delete(timeMs);
    }
    return this.#lastMs;
  }

  /** The times of the frame with this time, once; undefined: the encoder was given no such frame. */
  of(timeMs: number): CaptureTimes | undefined {
    const key = timeMs & timeMask;
    const found = this.#kept.get(key);
    if (!found) return undefined;
    // Pictures come in the order of the frames: those before it were left out.
    for (const earlier of this.#kept.keys()) {
      this.#kept.delete(earlier);
      if (earlier === key) break;
    }
    return found;
  }
}
