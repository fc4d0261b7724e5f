import type { Clock } from '../../runtime/clock.ts';

/** Spreads bytes over time, so that no more than a rate goes out. What was not used is not made up for. */
export class UploadPace {
  readonly #clock: Clock;
  readonly #megabitsPerSecond: () => number | null;
  /** All that was let through is on its way by then. */
  #freeAtMs = 0;

  /** @param megabitsPerSecond asked each time, since it is a setting; null: no limit */
  constructor(clock: Clock, megabitsPerSecond: () => number | null) {
    this.#clock = clock;
    this.#megabitsPerSecond = megabitsPerSecond;
  }

  /** Resolves when so many bytes may go, or when `signal` aborts. */
  async wait(bytes: number, signal: AbortSignal): Promise<void> {
    const megabits = this.#megabitsPerSecond();
    if (megabits === null) return;
    const nowMs = this.#clock.nowMs();
    const startMs = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = startMs + (bytes * 8) / (megabits * 1_000);
    if (startMs > nowMs) await this.#clock.sleep(startMs - nowMs, signal);
  }
}
