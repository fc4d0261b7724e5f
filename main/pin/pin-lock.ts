import { Backoff } from '../../server/runtime/backoff.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { verifyPassword } from '../../server/runtime/password-hash.ts';

/** Wrong tries before there is a wait: enough for a person who knows the PIN. */
const freeTries = 5;
const firstWaitMs = 30_000;
const maxWaitMs = 15 * 60_000;

export type PinVerdict =
  | { kind: 'right' }
  /** The PIN was wrong. After `triesLeft` more wrong PINs there is a wait. */
  | { kind: 'wrong'; triesLeft: number }
  /** The PIN was wrong or was not checked. For so many seconds, no PIN is checked. */
  | { kind: 'wait'; seconds: number };

/**
 * Checks a PIN that is typed at the screen, and makes guessing slow. The count of wrong tries is only in memory:
 * without the PIN, a person at the screen can restart the kiosk only by pulling the plug, which takes longer than a
 * wait.
 */
export class PinLock {
  readonly #pinHash: () => string | undefined;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #waits = new Backoff(firstWaitMs, maxWaitMs);
  #triesLeft = freeTries;
  #closedUntilMs = -Infinity;
  #checking = false;
  /** The hash for which the tries were counted. */
  #triedHash: string | undefined;

  /** @param pinHash undefined: there is no PIN */
  constructor(pinHash: () => string | undefined, clock: Pick<Clock, 'nowMs'>) {
    this.#pinHash = pinHash;
    this.#clock = clock;
  }

  get pinSet(): boolean {
    return this.#pinHash() !== undefined;
  }

  /** Every PIN is right while none is set. */
  async check(pin: string): Promise<PinVerdict> {
    const hash = this.#pinHash();
    if (hash === undefined) return { kind: 'right' };
    // A person who has set a new PIN may try it at once.
    if (hash !== this.#triedHash) this.#forget(hash);
    // One check at a time: otherwise many tries at once would all be checked before the first one counts as wrong.
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
