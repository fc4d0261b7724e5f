/** The rights of a credential: "view" for streams, snapshots, /health and /metrics; "admin" for everything. */
export type AccessScope = 'view' | 'admin';

/** The identity under which a request was let in. Its answer may go on as long as this is valid. */
export type Principal =
  /** The area needs no login. */
  | { kind: 'anyone' }
  /** User name and password with the request. `of` is the mark of the auth block that they were checked against. */
  | { kind: 'password'; of: string }
  | { kind: 'session'; id: string; scope: AccessScope }
  | { kind: 'token'; id: string; scope: AccessScope }
  /** A signed link, for one camera only. */
  | { kind: 'link'; id: string; limits: LinkLimits };

/** The limits of a signed link. */
export interface LinkLimits {
  camera: string;
  /** The id in the addresses of the link, if the camera was renamed since. */
  madeFor?: string;
  /** "stream" shows stills too. */
  scope: 'stream' | 'still';
  fps?: number | undefined;
  width?: number | undefined;
}

/** Why a credential of the right form does not open the door. */
export type RefusedCredential = { refused: 'unknown' | 'expired' | 'revoked' };

/** The part of the API tokens that the door needs. `secret` is what follows "Bearer ". */
export interface TokenCheck {
  check(secret: string): Extract<Principal, { kind: 'token' }> | RefusedCredential;
  isValid(principal: Extract<Principal, { kind: 'token' }>): boolean;
}

/** The part of the signed links that the door needs. `token` is the query field `token` of a stream or snapshot. */
export interface LinkCheck {
  check(token: string): Extract<Principal, { kind: 'link' }> | RefusedCredential;
  isValid(principal: Extract<Principal, { kind: 'link' }>): boolean;
  /** Milliseconds since the epoch when a link stops being valid. */
  expiresAt(principal: Extract<Principal, { kind: 'link' }>): number | undefined;
}
