import { RoundRobin } from '../../runtime/queue/round-robin.ts';

/** Requests begun in one round of the event loop: about 3 ms of work on a PC. Between rounds files and timers are served. */
export const startsPerRound = 8;

/**
 * Begins a few requests of all ports in each round of the event loop; addresses take turns. Before, 250 connections of
 * one address delayed a request of another one by 13 s. At most one request of each connection waits.
 */
export class FairStarts {
  readonly #waiting = new RoundRobin<() => void>();
  #waitingCount = 0;
  #left = startsPerRound;
  #isNextRoundSet = false;

  /** Requests that wait to be begun. */
  get waitingCount(): number {
    return this.#waitingCount;
  }

  /** Calls `start` at once, or in its turn. @param address of the client, see `clientAddress` */
  begin(address: string, start: () => void): void {
    this.#setNextRound();
    if (this.#left > 0 && this.#waitingCount === 0) {
      this.#left--;
      start();
      return;
    }
    this.#waiting.push(address, start);
    this.#waitingCount++;
  }

  #setNextRound(): void {
    if (this.#isNextRoundSet) return;
    this.#isNextRoundSet = true;
    setImmediate(() => this.#round());
  }

  #round(): void {
    this.#isNextRoundSet = false;
    this.#left = startsPerRound;
    if (this.#waitingCount > 0) this.#setNextRound();
    while (this.#left > 0 && this.#waitingCount > 0) {
      this.#left--;
      this.#waitingCount--;
      this.#waiting.shift()?.();
    }
  }
}
