import { RateLimit } from '../frame/rate-limit.ts';
import { Demand } from './demand.ts';

/** Leaves frames out for a wanted rate, but none around an event. */
export class Thinner {
  readonly #framesPerSecond: number | undefined;
  readonly #limit: RateLimit | undefined;
  readonly #full = new Demand();

  /** @param framesPerSecond undefined: each frame is recorded */
  constructor(framesPerSecond: number | undefined) {
    this.#framesPerSecond = framesPerSecond;
    this.#limit = framesPerSecond === undefined ? undefined : new RateLimit(framesPerSecond);
  }

  get isThinning(): boolean {
    return this.#limit !== undefined;
  }

  /** Milliseconds between two frames that are let through; 0 when all are. */
  get intervalMs(): number {
    return this.#framesPerSecond === undefined ? 0 : 1_000 / this.#framesPerSecond;
  }

  /** From `fromMs` to `toMs` no frame is left out. Monotonic milliseconds. */
  fullRate(fromMs: number, toMs: number): void {
    this.#full.add(fromMs, toMs);
  }

  /** Whether the frame of this time is recorded. To be called once for each frame, in order. */
  admits(atMs: number): boolean {
    const isDue = this.#limit?.admits(atMs) ?? true;
    this.#full.forgetBefore(atMs);
    return isDue || this.#full.wants(atMs);
  }
}
