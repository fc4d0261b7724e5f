import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { AccessScope } from './principal.ts';
import { newSecret } from './credential-text.ts';
import { secretHash } from './secret-hash.ts';

const validForMs = 60_000;
const maxSecrets = 16;

interface Minted {
  scope: AccessScope;
  atMs: number;
}

/** Secrets that open the door once and for a short time, for the browser on this machine's own screen. */
export class OneTimeSecrets {
  readonly #clock: Clock;
  readonly #minted = new RecentMap<string, Minted>(maxSecrets);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param scope the rights of the client that shows the secret */
  mint(scope: AccessScope): string {
    const secret = newSecret();
    this.#minted.set(secretHash(secret), { scope, atMs: this.#clock.nowMs() });
    return secret;
  }

  /** The scope of a valid secret, otherwise undefined. The secret is not valid any more afterwards. */
  redeem(secret: string): AccessScope | undefined {
    const hash = secretHash(secret);
    const minted = this.#minted.peek(hash);
    this.#minted.delete(hash);
    return minted && this.#clock.nowMs() - minted.atMs <= validForMs ? minted.scope : undefined;
  }
}
