import type { Request } from 'express';
import type { LoginVerdict } from '../../access/password-login.ts';
import type { RefusedCredential } from '../../access/principal.ts';
import { ownPagesHeader } from '../../contract/session.ts';
import { ApiError } from '../message/api-error.ts';
import { sessionSecretsOf } from './session-cookie.ts';

/** 401. @param detail one of the three sentences that the parent API has for it */
export function unauthorized(request: Request, detail: string): ApiError {
  // Pages of this server show their own login page: the browser must not show its dialog over it.
  const isOwnPage = request.get(ownPagesHeader.name) === ownPagesHeader.value;
  const headers: Record<string, string> =
    isOwnPage || sessionSecretsOf(request).length > 0 ? {} : { 'WWW-Authenticate': 'Basic' };
  return new ApiError(401, 'unauthorized', detail, { headers });
}

const busySentences = {
  address: 'Too many logins of your address are being checked; try again in a moment.',
  all: 'Too many logins at once, of all addresses together; try again in a moment.',
};

/** The answer to a login that was not right. */
export function loginRefusal(request: Request, verdict: Exclude<LoginVerdict, { kind: 'right' }>): ApiError {
  switch (verdict.kind) {
    case 'wrong':
      return unauthorized(request, 'Invalid credentials');
    case 'wait': {
      const seconds = Math.ceil(verdict.waitMs / 1_000);
      const detail = `Too many failed logins from this address; try again in ${seconds} s.`;
      return new ApiError(429, 'too-many-failures', detail, { headers: { 'Retry-After': String(seconds) } });
    }
    case 'busy':
      return new ApiError(503, 'login-busy', busySentences[verdict.full.bound], {
        headers: { 'Retry-After': '1' },
      });
    default:
      return verdict satisfies never;
  }
}

/** 401 for an API token or a link that has the right form and is not valid. A browser cannot ask a person for one. */
export function credentialRefusal(what: 'token' | 'link', { refused }: RefusedCredential): ApiError {
  const name = { token: 'API token', link: 'link' }[what];
  const sentence = {
    unknown: `This ${name} is not known here; it may have been deleted.`,
    expired: `This ${name} has expired; ask for a new one.`,
    revoked: `This ${name} was revoked; ask for a new one.`,
  }[refused];
  return new ApiError(401, `${what}-${refused}`, sentence, {
    headers: { 'WWW-Authenticate': 'Bearer realm="rpicam-kiosk", error="invalid_token"' },
  });
}

/** 403: the login is known, but does not allow this. */
export function forbidden(detail: string): ApiError {
  return new ApiError(403, 'forbidden', detail);
}

/** 500: no login works until the file is repaired. */
export function authBroken(problem: string): ApiError {
  return new ApiError(500, 'auth-error', `Auth configuration error: ${problem}`);
}
