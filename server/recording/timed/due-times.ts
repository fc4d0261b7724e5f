import type { LocalTime } from '../local-time.ts';

const dayMs = 86_400_000;
const slotsOfDay = 86_400_000;

/**
 * When pictures are due: each time that the clock on the wall passes another multiple of the interval since midnight. A
 * time that was slept through is not made up for. A clock that jumps gives one picture at most.
 */
export class DueTimes {
  readonly #intervalMs: number;
  #slot: number | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Whether a picture is due now. @param nowMs monotonic milliseconds */
  isDue({ wallMs }: Pick<LocalTime, 'wallMs'>, nowMs: number): boolean {
    const slot = Math.floor(wallMs / dayMs) * slotsOfDay + Math.floor((wallMs % dayMs) / this.#intervalMs);
    const before = this.#slot;
    this.#slot = slot;
    if (before === undefined || slot === before) return false;
    // A clock that is set back a little passes the same time twice.
    if (nowMs - this.#lastMs < this.#intervalMs / 2) return false;
    this.#lastMs = nowMs;
    return true;
  }

  /** Milliseconds until the next one, if the clock goes on as it does. */
  waitMs({ wallMs }: Pick<LocalTime, 'wallMs'>): number {
    const ofDayMs = wallMs % dayMs;
    return Math.min(this.#intervalMs - (ofDayMs % this.#intervalMs), dayMs - ofDayMs);
  }
}
