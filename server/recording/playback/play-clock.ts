import type { Clock } from '../../runtime/clock.ts';

/** The place in time that is to be shown now, while recordings play. Wall clock, milliseconds since the epoch. */
export class PlayClock {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #speed: number;
  #fromMs: number;
  #sinceMs: number;

  /** @param sinceMs monotonic milliseconds, when `fromMs` was to be shown */
  constructor(clock: Pick<Clock, 'nowMs'>, speed: number, fromMs: number, sinceMs: number) {
    this.#clock = clock;
    this.#speed = speed;
    this.#fromMs = fromMs;
    this.#sinceMs = sinceMs;
  }

  get atMs(): number {
    return this.#fromMs + (this.#clock.nowMs() - this.#sinceMs) * this.#speed;
  }

  /** Milliseconds until a time has come. */
  until(atMs: number): number {
    return Math.max(0, (atMs - this.atMs) / this.#speed);
  }

  /** Goes on from another place, now. */
  set(atMs: number): void {
    this.#fromMs = atMs;
    this.#sinceMs = this.#clock.nowMs();
  }
}
