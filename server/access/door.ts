import type { ServerConfig } from '../contract/config/config.ts';
import type { Clock } from '../runtime/clock.ts';
import { authMark } from './auth-mark.ts';
import { OneTimeSecrets } from './one-time-secrets.ts';
import { PasswordLogin } from './password-login.ts';
import type { LinkCheck, Principal, TokenCheck } from './principal.ts';
import { Sessions } from './sessions.ts';

/** The areas behind the door: pictures, the answers of /health and /metrics, or everything else. */
export type Area = 'stream' | 'status' | 'admin';

export interface DoorParts {
  config: () => Readonly<ServerConfig>;
  clock: Clock;
  /** Called once when an address has failed so often that it has to wait. */
  onThrottled?: (address: string) => void;
  tokens?: TokenCheck | undefined;
  links?: LinkCheck | undefined;
}

/** Decides who may come in, and whether a client that is in may stay. */
export class Door {
  readonly passwords: PasswordLogin;
  readonly sessions: Sessions;
  readonly kioskSecrets: OneTimeSecrets;
  readonly tokens: TokenCheck | undefined;
  readonly links: LinkCheck | undefined;
  readonly #config: () => Readonly<ServerConfig>;

  constructor({ config, clock, onThrottled = () => {}, tokens, links }: DoorParts) {
    this.#config = config;
    this.passwords = new PasswordLogin({ auth: () => config().auth, clock, onThrottled });
    this.sessions = new Sessions(clock, () => this.#mark());
    this.kioskSecrets = new OneTimeSecrets(clock);
    this.tokens = tokens;
    this.links = links;
  }

  /** The faults of the auth block. With faults, everything that needs a login stays closed. */
  get problem(): string | undefined {
    return this.#config().auth_error;
  }

  /** Whether an area needs no login. */
  isOpen(area: Area): boolean {
    const { auth } = this.#config();
    const closed = auth.enabled || this.problem !== undefined;
    switch (area) {
      case 'admin':
        return !closed;
      case 'stream':
        return !closed || !auth.protect_streams;
      case 'status':
        return !auth.enabled || !auth.protect_status;
      default:
        return area satisfies never;
    }
  }

  /** Whether a client that was let in as `principal` may stay. Ask again when the configuration has changed. */
  isValid(principal: Principal, area: Area = 'stream'): boolean {
    switch (principal.kind) {
      case 'link':
        return this.links?.isValid(principal) ?? false;
      case 'anyone':
        return this.isOpen(area);
      case 'password':
        return this.isOpen(area) || principal.of === this.#mark();
      case 'session':
        return this.isOpen(area) || this.sessions.isOpen(principal.id);
      case 'token':
        return this.isOpen(area) || (this.tokens?.isValid(principal) ?? false);
      default:
        return principal satisfies never;
    }
  }

  /** Ends the sessions of a login that is no longer valid. Call it after every change of the configuration. */
  configChanged(): void {
    this.sessions.endChanged();
  }

  /** The secret of a new session for the one who set the login; undefined while no password opens anything. */
  openLoginSession(): string | undefined {
    const of = this.#mark();
    const user = this.#config().auth.username;
    return of === undefined ? undefined : this.sessions.open({ kind: 'login', user, of }, 'admin').secret;
  }

  /** Undefined while no password opens anything. */
  #mark(): string | undefined {
    const { auth } = this.#config();
    return auth.enabled && this.problem === undefined ? authMark(auth) : undefined;
  }
}
