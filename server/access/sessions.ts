import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { AccessScope } from './principal.ts';
import { newSecret } from './credential-text.ts';
import { secretHash } from './secret-hash.ts';

export const sessionIdleMs = 30 * 24 * 3_600_000;
const maxSessions = 256;
const cookieRenewalMs = 24 * 3_600_000;

/**
 * The owner of a session: a person who logged in on the login page, or the screen of this machine, which needs no
 * password.
 */
export type SessionOwner = { kind: 'login'; user: string; of: string } | { kind: 'kiosk' };

export interface Session {
  /** Hash of the secret in the cookie. */
  id: string;
  owner: SessionOwner;
  scope: AccessScope;
}

interface KeptSession extends Session {
  usedAtMs: number;
  /** When its browser last got a cookie with the time of its end. */
  cookieAtMs: number;
}

/** The browsers that are logged in. They are only in memory: after a restart, people have to log in again. */
export class Sessions {
  readonly #clock: Clock;
  /** The mark of the auth block that holds now, see `authMark`; undefined while no password opens anything. */
  readonly #mark: () => string | undefined;
  readonly #sessions = new RecentMap<string, KeptSession>(maxSessions);

  constructor(clock: Clock, mark: () => string | undefined) {
    this.#clock = clock;
    this.#mark = mark;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** Begins a session; `secret` is for its browser alone. */
  open(owner: SessionOwner, scope: AccessScope): { secret: string; session: Session } {
    const secret = newSecret();
    const nowMs = this.#clock.nowMs();
    const session = { id: secretHash(secret), owner, scope, usedAtMs: nowMs, cookieAtMs: nowMs };
    this.#sessions.set(session.id, session);
    return { secret, session };
  }

  /** The session of a browser that shows its secret. This counts as a use of the session. */
  find(secret: string): Session | undefined {
    const id = secretHash(secret);
    if (!this.isOpen(id)) return undefined;
    const session = this.#sessions.get(id);
    if (session) session.usedAtMs = this.#clock.nowMs();
    return session;
  }

  isOpen(id: string): boolean {
    const session = this.#sessions.peek(id);
    if (!session) return false;
    const idle = this.#clock.nowMs() - session.usedAtMs > sessionIdleMs;
    const changed = session.owner.kind === 'login' && session.owner.of !== this.#mark();
    if (idle || changed) this.#sessions.delete(id);
    return !idle && !changed;
  }

  /** True once a day for each session. The browser should then get a new cookie with a later end. */
  cookieIsOld({ id }: Session): boolean {
    const session = this.#sessions.peek(id);
    const nowMs = this.#clock.nowMs();
    if (!session || nowMs - session.cookieAtMs < cookieRenewalMs) return false;
    session.cookieAtMs = nowMs;
    return true;
  }

  end(secret: string): void {
    this.#sessions.delete(secretHash(secret));
  }

  /** Ends the sessions that are no longer valid, e.g. because the password was changed. */
  endChanged(): void {
    for (const [id] of this.#sessions.entries()) this.isOpen(id);
  }
}
