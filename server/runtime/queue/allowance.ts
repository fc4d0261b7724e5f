import type { Clock } from '../clock.ts';

export interface AllowanceRate {
  perSecond: number;
  /** The most that may be taken at once after a quiet time. */
  burst: number;
}

/** An amount that grows with time up to a limit, and shrinks by what is taken. */
export class Allowance {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #rate: AllowanceRate;
  #left: number;
  #filledAtMs: number;

  constructor(clock: Pick<Clock, 'nowMs'>, rate: AllowanceRate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#left = rate.burst;
    this.#filledAtMs = clock.nowMs();
  }

  /** Returns false, and takes nothing, when less than `amount` is left. */
  take(amount = 1): boolean {
    const nowMs = this.#clock.nowMs();
    const { perSecond, burst } = this.#rate;
    this.#left = Math.min(burst, this.#left + ((nowMs - this.#filledAtMs) / 1_000) * perSecond);
    this.#filledAtMs = nowMs;
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}
