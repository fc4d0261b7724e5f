import type { Clock } from '../../runtime/clock.ts';
import { RecentMap } from '../../runtime/recent-map.ts';

/** Log lines that one address causes in a minute. A client that is refused thousands of times a second must not fill the disk. */
export const linesPerMinute = 120;
const windowMs = 60_000;
const maxAddresses = 1_024;

/** Bounds the log lines that one address can cause. */
export class LogBudget {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #windows = new RecentMap<string, { sinceMs: number; lines: number; leftOut: number }>(
    maxAddresses,
  );

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Undefined: this line must be left out. Otherwise the number of lines that were left out since the last one. */
  take(address: string): number | undefined {
    const nowMs = this.#clock.nowMs();
    const window = this.#windows.get(address);
    if (!window || nowMs - window.sinceMs >= windowMs) {
      this.#windows.set(address, { sinceMs: nowMs, lines: 1, leftOut: 0 });
      return window?.leftOut ?? 0;
    }
    if (window.lines < linesPerMinute) {
      window.lines++;
      return 0;
    }
    window.leftOut++;
    return undefined;
  }
}
