import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';

/** The different wrong logins before an address has to wait: enough for a person who tries all their old passwords. */
export const freeFailures = 10;
const maxDelayMs = 60_000;
const forgottenAfterMs = 15 * 60_000;
const maxAddresses = 4_096;
/** The wait for one more attempt while too many others are still being checked. */
const verdictWaitMs = 1_000;

interface Attempts {
  failures: number;
  /** The attempts that have begun and not ended. */
  pending: number;
  lastFailureAtMs: number;
}

/** Makes guessing slow for one address and for nobody else. After `freeFailures`, each failure doubles the wait. */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #onThrottled: (address: string) => void;
  readonly #addresses = new RecentMap<string, Attempts>(maxAddresses);

  /** @param onThrottled called once when an address has to wait from now on */
  constructor(clock: Clock, onThrottled: (address: string) => void) {
    this.#clock = clock;
    this.#onThrottled = onThrottled;
  }

  /**
   * Milliseconds to wait before an attempt. With 0 the attempt has begun, and `ended` has to be called with its result.
   */
  begin(address: string): number {
    const attempts = this.#attemptsOf(address);
    const waitMs = attempts.lastFailureAtMs + delayMs(attempts.failures) - this.#clock.nowMs();
    if (waitMs > 0) return waitMs;
    // Otherwise many attempts at once would all be tried before the first of them has failed.
    if (attempts.pending >= Math.max(1, freeFailures - attempts.failures)) return verdictWaitMs;
    this.#addresses.set(address, { ...attempts, pending: attempts.pending + 1 });
    return 0;
  }

  /** Ends an attempt that `begin` allowed; "unknown" when there is no result. */
  ended(address: string, result: 'right' | 'wrong' | 'unknown'): void {
    const before = this.#attemptsOf(address);
    const attempts = { ...before, pending: Math.max(0, before.pending - 1) };
    if (result === 'wrong') {
      attempts.failures++;
      attempts.lastFailureAtMs = this.#clock.nowMs();
      if (attempts.failures === freeFailures) this.#onThrottled(address);
    }
    if (result === 'right') attempts.failures = 0;
    if (attempts.failures === 0 && attempts.pending === 0) this.#addresses.delete(address);
    else this.#addresses.set(address, attempts);
  }

  #attemptsOf(address: string): Attempts {
    const attempts = this.#addresses.peek(address);
    if (!attempts) return { failures: 0, pending: 0, lastFailureAtMs: -Infinity };
    const forgotten = this.#clock.nowMs() - attempts.lastFailureAtMs > forgottenAfterMs;
    return forgotten ? { ...attempts, failures: 0 } : attempts;
  }
}

function delayMs(failures: number): number {
  return failures < freeFailures ? 0 : Math.min(1_000 * 2 ** (failures - freeFailures), maxDelayMs);
}
