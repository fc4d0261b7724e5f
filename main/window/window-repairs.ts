import type { Clock } from '../../server/runtime/clock.ts';

/** The step to take for a page that failed; "exit" leaves the repair to systemd, which starts the kiosk again. */
export type WindowRepair = 'reload' | 'window' | 'exit';

/** Loading a page once more does not help a page that failed this often within this time. */
export const repairLimits = { reloads: 3, withinMs: 5 * 60_000 };

/** The steps that are tried for one screen, from the cheapest on. */
export class WindowRepairs {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #failedAtMs: number[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Counts a failure. @returns the step to take now */
  next(): WindowRepair {
    const nowMs = this.#clock.nowMs();
    this.#failedAtMs = this.#failedAtMs.filter((atMs) => nowMs - atMs < repairLimits.withinMs);
    this.#failedAtMs.push(nowMs);
    const failures = this.#failedAtMs.length;
    if (failures <= repairLimits.reloads) return 'reload';
    return failures === repairLimits.reloads + 1 ? 'window' : 'exit';
  }
}
