import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';

/** Different wrong logins before an address has to wait: enough for a person who tries all they ever used. */
export const freeFailures = 10;
const maxDelayMs = 60_000;
const forgottenAfterMs = 15 * 60_000;
const maxAddresses = 4_096;
/** While the verdict on so many attempts is still out, one more has to wait for it. */
const verdictWaitMs = 1_000;

interface Attempts {
  failures: number;
  /** Begun and not ended. */
  pending: number;
  lastFailureAtMs: number;
}

/** Makes guessing slow for one address and nobody else: after `freeFailures` each costs twice the wait of the last. */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #onThrottled: (address: string) => void;
  readonly #addresses = new RecentMap<string, Attempts>(maxAddresses);

  /** @param onThrottled told once when an address begins to have to wait */
  constructor(clock: Clock, onThrottled: (address: string) => void) {
    this.#clock = clock;
    this.#onThrottled = onThrottled;
  }

  /** Milliseconds to wait before an attempt; 0: it has begun, and `ended` has to tell how it went. */
  begin(address: string): number {
    const attempts = this.#attemptsOf(address);
    const waitMs = attempts.lastFailureAtMs + delayMs(attempts.failures) - this.#clock.nowMs();
    if (waitMs > 0) return waitMs;
    // Many at once would otherwise all be tried before the first of them has failed.
    if (attempts.pending >= Math.max(1, freeFailures - attempts.failures)) return verdictWaitMs;
    this.#addresses.set(address, { ...attempts, pending: attempts.pending + 1 });
    return 0;
  }

  /** "unknown": it was not found out. */
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
