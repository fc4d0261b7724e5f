import { createHash } from 'node:crypto';
import { maxTokens, type TokenBody, type TokenView } from '../contract/access.ts';
import type { Clock } from '../runtime/clock.ts';
import type { AccessFile } from './access-file.ts';
import type { StoredToken } from './access-record.ts';
import { tokenPrefix } from './basic-credentials.ts';
import { newCredentialId, newSecret, sameText } from './credential-text.ts';
import type { Principal, RefusedCredential, TokenCheck } from './principal.ts';

type TokenPrincipal = Extract<Principal, { kind: 'token' }>;

/**
 * The time of the last use helps people to find tokens that nobody needs. It is saved rarely, because writes wear an SD
 * card.
 */
const useSaveIntervalMs = 3_600_000;
const tokenPattern = new RegExp(`^${tokenPrefix}([0-9a-f]{16})_([A-Za-z0-9_-]{43})$`);

export interface TokensParts {
  file: AccessFile;
  clock: Clock;
  /** Called as soon as a token is no longer valid. */
  onRevoked: () => void;
}

/** The API tokens. Each has a name, can be revoked, and is kept as a hash. */
export class Tokens implements TokenCheck {
  readonly #file: AccessFile;
  readonly #clock: Clock;
  readonly #onRevoked: () => void;
  #usesSavedAtMs: number | undefined;

  constructor({ file, clock, onRevoked }: TokensParts) {
    this.#file = file;
    this.#clock = clock;
    this.#onRevoked = onRevoked;
  }

  /** All tokens, the oldest first. */
  list(): TokenView[] {
    return [...this.#file.tokens.values()].map(tokenView);
  }

  /**
   * A new token. Its text `token` is returned here and never again. Undefined when there are too many tokens.
   * @throws ConfigFileError when it cannot be saved; then there is no token
   */
  async create({ name, scope }: TokenBody): Promise<(TokenView & { token: string }) | undefined> {
    const { tokens } = this.#file;
    if (tokens.size >= maxTokens) return undefined;
    const secret = newSecret();
    const token: StoredToken = {
      id: newCredentialId(),
      name,
      scope,
      sha256: sha256(secret),
      created_at: this.#clock.now().toISOString(),
    };
    tokens.set(token.id, token);
    try {
      await this.#file.save();
    } catch (error) {
      tokens.delete(token.id);
      throw error;
    }
    return { ...tokenView(token), token: `${tokenPrefix}${token.id}_${secret}` };
  }

  /**
   * Ends a token at once; false when there is none of that id.
   * @throws ConfigFileError when the token has ended but comes back with a restart
   */
  async revoke(id: string): Promise<boolean> {
    if (!this.#file.tokens.delete(id)) return false;
    this.#onRevoked();
    await this.#file.save();
    return true;
  }

  check(text: string): TokenPrincipal | RefusedCredential {
    const [, id = '', secret = ''] = tokenPattern.exec(text) ?? [];
    const token = this.#file.tokens.get(id);
    if (!token || !sameText(sha256(secret), token.sha256)) return { refused: 'unknown' };
    this.#noteUse(token);
    return { kind: 'token', id, scope: token.scope };
  }

  isValid({ id }: TokenPrincipal): boolean {
    return this.#file.tokens.has(id);
  }

  #noteUse(token: StoredToken): void {
    const nowMs = this.#clock.nowMs();
    const first = token.last_used_at === undefined;
    token.last_used_at = this.#clock.now().toISOString();
    this.#usesSavedAtMs ??= nowMs;
    if (!first && nowMs - this.#usesSavedAtMs < useSaveIntervalMs) return;
    this.#usesSavedAtMs = nowMs;
    this.#file.saveLater('when a token was used last is forgotten with a restart');
  }
}

function tokenView({ id, name, scope, created_at, last_used_at }: StoredToken): TokenView {
  return { id, name, scope, created_at, last_used_at: last_used_at ?? null };
}

function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
