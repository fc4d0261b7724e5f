import { createHmac, randomBytes } from 'node:crypto';
import type { AuthConfig } from '../contract/config/config.ts';
import type { Clock } from '../runtime/clock.ts';
import { verifyPassword } from '../runtime/password-hash.ts';
import type { Client } from '../runtime/queue/client.ts';
import { FairQueue, QueueFullError } from '../runtime/queue/fair-queue.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { authMark } from './auth-mark.ts';
import type { Credentials } from './basic-credentials.ts';
import { sameText } from './credential-text.ts';
import { LoginThrottle } from './login-throttle.ts';
import { secretHash } from './secret-hash.ts';

/** The result of checking a user name and a password. */
export type LoginVerdict =
  /** `of` is the mark of the auth block that they were checked against, see `authMark`. */
  | { kind: 'right'; of: string }
  | { kind: 'wrong' }
  /** Too many failures from this address. The login was not checked. */
  | { kind: 'wait'; waitMs: number }
  /** Too many other logins are being checked. */
  | { kind: 'busy'; full: QueueFullError };

export interface PasswordLoginParts {
  auth: () => Readonly<AuthConfig>;
  clock: Clock;
  /** Called once when an address has to wait from now on. */
  onThrottled: (address: string) => void;
}

/** Each check takes 32 MiB, a core and one of libuv's four threads, which pictures and files need too. */
const maxChecksAtOnce = 1;
const checksWaiting = { perAddress: 16, total: 32 };
const maxRemembered = 256;

/** Checks user names and passwords against the configured ones. */
export class PasswordLogin {
  readonly #auth: () => Readonly<AuthConfig>;
  readonly #throttle: LoginThrottle;
  readonly queue = new FairQueue(maxChecksAtOnce, { login: checksWaiting });
  /** Basic sends the password with every request. A login that was right once is not checked again. */
  readonly #right = new RecentMap<string, true>(maxRemembered);
  /**
   * A client with an old password sends it for days. It learns nothing new from that, so it does not count as a guess
   * and is not hashed again.
   */
  readonly #wrong = new RecentMap<string, true>(maxRemembered);
  readonly #underway = new Map<string, Promise<LoginVerdict>>();
  readonly #memoryKey = randomBytes(32);

  constructor({ auth, clock, onThrottled }: PasswordLoginParts) {
    this.#auth = auth;
    this.#throttle = new LoginThrottle(clock, onThrottled);
  }

  /** @param client its failures are counted by its address */
  async check(credentials: Credentials, client: Client): Promise<LoginVerdict> {
    const { address } = client;
    const auth = this.#auth();
    const of = authMark(auth);
    const key = this.#keyOf([of, address, credentials.username, credentials.password]);
    if (this.#right.get(key)) return { kind: 'right', of };
    if (this.#wrong.get(key)) return { kind: 'wrong' };
    // A page that asks for eight streams at once is one login, not eight.
    const same = this.#underway.get(key);
    if (same) return same;
    const waitMs = this.#throttle.begin(address);
    if (waitMs > 0) return { kind: 'wait', waitMs };
    const verdict = this.#find(credentials, auth, client, key).finally(() => this.#underway.delete(key));
    this.#underway.set(key, verdict);
    return verdict;
  }

  async #find(
    credentials: Credentials,
    auth: Readonly<AuthConfig>,
    client: Client,
    key: string,
  ): Promise<LoginVerdict> {
    let result: 'right' | 'wrong' | 'unknown' = 'unknown';
    try {
      const right = await this.queue.run('login', client, () => isRight(credentials, auth));
      result = right ? 'right' : 'wrong';
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      return { kind: 'busy', full: error };
    } finally {
      this.#throttle.ended(client.address, result);
    }
    const remembered = result === 'right' ? this.#right : this.#wrong;
    remembered.set(key, true);
    if (result === 'wrong') return { kind: 'wrong' };
    return { kind: 'right', of: authMark(auth) };
  }

  /**
   * The key includes the address. Remembered logins are answered without any throttle, so from other addresses a
   * stranger could try passwords as fast as the network allows.
   */
  #keyOf(parts: string[]): string {
    return createHmac('sha256', this.#memoryKey).update(JSON.stringify(parts)).digest('base64');
  }
}

/** Takes as long for an unknown user as for a wrong password. */
async function isRight(given: Credentials, auth: Readonly<AuthConfig>): Promise<boolean> {
  const sameUser = sameTyped(given.username, auth.username);
  const samePassword = await verifyPassword(given.password, auth.password);
  return sameUser && samePassword;
}

/** Some systems type "ü" as one character and some as two. */
function sameTyped(given: string, wanted: string): boolean {
  const hash = (text: string) => secretHash(text.normalize('NFC'));
  return sameText(hash(given), hash(wanted));
}
