import type { Clock } from '../../runtime/clock.ts';

/**
 * Lets one operation at a time go to a disk. Node has four threads for all files and pictures, and a disk that hangs
 * keeps the thread of each operation: with one lane for all cameras it keeps one, and the server goes on.
 */
export class DiskLane {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #last: Promise<unknown> = Promise.resolve();
  #busySinceMs: number | undefined;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** How long the operation that runs now has run, in milliseconds; 0 when none does. */
  get busyForMs(): number {
    return this.#busySinceMs === undefined ? 0 : this.#clock.nowMs() - this.#busySinceMs;
  }

  /** Runs `operate` after all that were asked for before it. It must not wait for the lane itself. Settles as it does. */
  run<T>(operate: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      this.#busySinceMs = this.#clock.nowMs();
      try {
        return await operate();
      } finally {
        this.#busySinceMs = undefined;
      }
    });
    this.#last = turn.catch(() => undefined); // the caller is told
    return turn;
  }
}
