import type { Clock } from '../../../../server/runtime/clock.ts';

/** A clock that a test sets. Who sleeps wakes when it is told to. */
export class ManualClock implements Clock {
  #now: Date;
  #sleepers = new Set<() => void>();

  constructor(now: string) {
    this.#now = new Date(now);
  }

  get sleeperCount(): number {
    return this.#sleepers.size;
  }

  set(now: string): void {
    this.#now = new Date(now);
  }

  now(): Date {
    return this.#now;
  }

  nowMs(): number {
    return this.#now.getTime();
  }

  sleep(_ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Ends all sleeps of now. */
  wake(): void {
    for (const wake of this.#sleepers) wake();
  }
}
