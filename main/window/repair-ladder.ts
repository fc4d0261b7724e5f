import type { Clock } from '../../server/runtime/clock.ts';

/** What is done about a page that failed; "exit" leaves it to whoever started us, e.g. systemd. */
export type Repair = 'reload' | 'window' | 'exit';

/** A page that fails this often within the time is not helped by loading it once more. */
export const repairLimits = { reloads: 3, withinMs: 5 * 60_000 };

/** The steps that are tried for one screen, from the cheapest on. */
export class RepairLadder {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #failedAtMs: number[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Counts a failure. */
  next(): Repair {
    const nowMs = this.#clock.nowMs();
    this.#failedAtMs = this.#failedAtMs.filter((atMs) => nowMs - atMs < repairLimits.withinMs);
    this.#failedAtMs.push(nowMs);
    const failures = this.#failedAtMs.length;
    if (failures <= repairLimits.reloads) return 'reload';
    return failures === repairLimits.reloads + 1 ? 'window' : 'exit';
  }
}
