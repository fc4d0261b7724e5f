/** What a credential opens: "view" streams, snapshots, /health and /metrics; "admin" everything. */
export type AccessScope = 'view' | 'admin';

/** As whom a request was let in; its answer may go on as long as this is valid. */
export type Principal =
  /** The door was open: no login is asked for there. */
  | { kind: 'anyone' }
  /** User name and password with the request. `of` is the auth block they were checked against. */
  | { kind: 'password'; of: string }
  | { kind: 'session'; id: string; scope: AccessScope }
  | { kind: 'token'; id: string; scope: AccessScope }
  /** A signed link, for one camera only. */
  | { kind: 'link'; id: string; limits: LinkLimits };

/** What a signed link shows of its camera at most. */
export interface LinkLimits {
  camera: string;
  /** "stream" shows stills too. */
  scope: 'stream' | 'still';
  fps?: number | undefined;
  width?: number | undefined;
}

/** Why a credential of an otherwise right form does not open the door. */
export type RefusedCredential = { refused: 'unknown' | 'expired' | 'revoked' };

/** API tokens, as the door asks for them. `secret` is what follows "Bearer ". */
export interface TokenCheck {
  check(secret: string): Extract<Principal, { kind: 'token' }> | RefusedCredential;
  isValid(principal: Extract<Principal, { kind: 'token' }>): boolean;
}

/** Signed links, as the door asks for them. `token` is the query field `token` of a stream or snapshot. */
export interface LinkCheck {
  check(token: string): Extract<Principal, { kind: 'link' }> | RefusedCredential;
  isValid(principal: Extract<Principal, { kind: 'link' }>): boolean;
  /** Milliseconds since the epoch when a link stops being valid. */
  expiresAt(principal: Extract<Principal, { kind: 'link' }>): number | undefined;
}
