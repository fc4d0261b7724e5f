import { Backoff } from '../../server/runtime/backoff.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { verifyPassword } from '../../server/runtime/password-hash.ts';

/** Wrong tries before there is a wait: enough for a person who knows the PIN. */
const freeTries = 5;
const firstWaitMs = 30_000;
const maxWaitMs = 15 * 60_000;

export type PinVerdict =
  | { kind: 'right' }
  /** After `triesLeft` more wrong ones there is a wait. */
  | { kind: 'wrong'; triesLeft: number }
  /** It was wrong, or was not looked at, and nothing is looked at for so long. */
  | { kind: 'wait'; seconds: number };

/**
 * Compares what is typed at the screen with the PIN, and makes guessing slow. Its count is in memory alone: nobody can
 * restart the kiosk at its screen without the PIN, short of pulling the plug, which takes longer than a wait.
 */
export class PinLock {
  readonly #pinHash: () => string | undefined;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #waits = new Backoff(firstWaitMs, maxWaitMs);
  #triesLeft = freeTries;
  #closedUntilMs = -Infinity;
  #checking = false;
  /** What the tries were counted for. */
  #triedHash: string | undefined;

  /** @param pinHash undefined: there is no PIN */
  constructor(pinHash: () => string | undefined, clock: Pick<Clock, 'nowMs'>) {
    this.#pinHash = pinHash;
    this.#clock = clock;
  }

  get pinSet(): boolean {
    return this.#pinHash() !== undefined;
  }

  /** Anything is right while there is no PIN. */
  async check(pin: string): Promise<PinVerdict> {
    const hash = this.#pinHash();
    if (hash === undefined) return { kind: 'right' };
    // Who set another PIN may try it at once.
    if (hash !== this.#triedHash) this.#forget(hash);
    // One at a time, or many at once would all be looked at before the first of them was wrong.
    if (this.#checking) return { kind: 'wait', seconds: 1 };
    const waitMs = this.#closedUntilMs - this.#clock.nowMs();
    if (waitMs > 0) return { kind: 'wait', seconds: Math.ceil(waitMs / 1_000) };
    this.#checking = true;
    try {
      return (await verifyPassword(pin, hash)) ? this.#right(hash) : this.#wrong();
    } finally {
      this.#checking = false;
    }
  }

  #right(hash: string): PinVerdict {
    this.#forget(hash);
    return { kind: 'right' };
  }

  #wrong(): PinVerdict {
    this.#triesLeft = Math.max(0, this.#triesLeft - 1);
    if (this.#triesLeft > 0) return { kind: 'wrong', triesLeft: this.#triesLeft };
    const waitMs = this.#waits.next();
    this.#closedUntilMs = this.#clock.nowMs() + waitMs;
    return { kind: 'wait', seconds: waitMs / 1_000 };
  }

  #forget(hash: string): void {
    this.#triedHash = hash;
    this.#triesLeft = freeTries;
    this.#closedUntilMs = -Infinity;
    this.#waits.reset();
  }
}
