import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { newSecret } from './credential-text.ts';
import { secretHash } from './secret-hash.ts';

const validForMs = 60_000;
const maxSecrets = 16;

/** Secrets that open the door once and soon, for the browser that this machine starts on its own screen. */
export class OneTimeSecrets {
  readonly #clock: Clock;
  readonly #mintedAtMs = new RecentMap<string, number>(maxSecrets);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mint(): string {
    const secret = newSecret();
    this.#mintedAtMs.set(secretHash(secret), this.#clock.nowMs());
    return secret;
  }

  /** Whether it was good until now; it never is again. */
  redeem(secret: string): boolean {
    const hash = secretHash(secret);
    const mintedAtMs = this.#mintedAtMs.peek(hash);
    this.#mintedAtMs.delete(hash);
    return mintedAtMs !== undefined && this.#clock.nowMs() - mintedAtMs <= validForMs;
  }
}
