import type { Request } from 'express';
import { parseAuthorization } from '../../access/basic-credentials.ts';
import type { Area, Door } from '../../access/door.ts';
import type { AccessScope, LinkLimits, Principal } from '../../access/principal.ts';
import type { Session } from '../../access/sessions.ts';
import type { ApiError } from '../message/api-error.ts';
import { clientOf } from './client-of.ts';
import { authBroken, credentialRefusal, forbidden, loginRefusal, unauthorized } from './refusals.ts';
import { sessionSecretsOf } from './session-cookie.ts';

/** The principal that a request is let in as to `area`. @throws ApiError 401, 403, 429, 500 or 503 when it is refused */
export async function admit(door: Door, area: Area, request: Request): Promise<Principal> {
  const link = area === 'stream' ? linkOf(door, request) : undefined;
  if (door.isOpen(area)) {
    // A link limits what its client sees, also where all pictures are open to everybody.
    const usable = link && !('refused' in link) && !linkFault(link, request);
    return usable ? link : { kind: 'anyone' };
  }
  if (door.problem !== undefined) throw authBroken(door.problem);
  const session = sessionOf(door, request);
  if (session && opens(session.scope, area)) return { kind: 'session', id: session.id, scope: session.scope };
  const linkProblem =
    link && ('refused' in link ? credentialRefusal('link', link) : linkFault(link, request));
  if (link && !('refused' in link) && !linkProblem) return link;
  if (request.headers.authorization === undefined) {
    if (linkProblem) throw linkProblem;
    if (session) throw forbidden(onlyViews);
  }
  const principal = await byAuthorization(door, request);
  if (!opens(scopeOf(principal), area)) throw forbidden(onlyViews);
  return principal;
}

/** The session a request belongs to, if it is still open. */
export function sessionOf(door: Door, request: Request): Session | undefined {
  return openSessionOf(door, request)?.session;
}

/** The open session of a request with its secret, which is needed to renew the cookie. */
export function openSessionOf(
  door: Door,
  request: Request,
): { secret: string; session: Session } | undefined {
  for (const secret of sessionSecretsOf(request)) {
    const session = door.sessions.find(secret);
    if (session) return { secret, session };
  }
  return undefined;
}

type AuthorizedPrincipal = Extract<Principal, { kind: 'password' | 'token' }>;

/**
 * The principal of a request that sends its password or token with it, whatever that opens.
 * @throws ApiError 401, 429 or 503 where there is none, or none that is valid
 */
export async function byAuthorization(door: Door, request: Request): Promise<AuthorizedPrincipal> {
  const authorization = parseAuthorization(request.headers.authorization);
  switch (authorization.kind) {
    case 'none':
      throw unauthorized(request, 'Authentication required');
    case 'undecodable':
      throw unauthorized(request, 'Not authenticated');
    case 'bearer': {
      const token = door.tokens?.check(authorization.secret);
      if (!token) throw unauthorized(request, 'Authentication required');
      if ('refused' in token) throw credentialRefusal('token', token);
      return token;
    }
    case 'basic': {
      const verdict = await door.passwords.check(authorization.credentials, clientOf(request));
      if (verdict.kind !== 'right') throw loginRefusal(request, verdict);
      return { kind: 'password', of: verdict.of };
    }
    default:
      return authorization satisfies never;
  }
}

/** A user name with its password opens everything. */
export function scopeOf(principal: AuthorizedPrincipal): AccessScope {
  return principal.kind === 'token' ? principal.scope : 'admin';
}

const onlyViews = 'This login may only watch; log in as the administrator to change things.';

function opens(scope: AccessScope, area: Area): boolean {
  return scope === 'admin' || area !== 'admin';
}

function linkOf(door: Door, request: Request): ReturnType<NonNullable<Door['links']>['check']> | undefined {
  const { token } = request.query;
  return typeof token === 'string' ? door.links?.check(token) : undefined;
}

/** As lenient as the router. A path of the router that this pattern missed would be closed, never open. */
const cameraPath = /^\/cam\/([^/]+)\/(video|video\.mp4|snapshot|guest)\/?$/i;

/** The refusal where a link does not show the picture that is asked for; undefined where it does. */
function linkFault({ limits }: { limits: LinkLimits }, request: Request): ApiError | undefined {
  const [, id = '', what = ''] = cameraPath.exec(request.baseUrl + request.path) ?? [];
  if (decoded(id) !== (limits.madeFor ?? limits.camera) && decoded(id) !== limits.camera)
    return forbidden('This link is for another camera.');
  if (limits.scope === 'still' && !['snapshot', 'guest'].includes(what.toLowerCase())) {
    return forbidden('This link shows stills only.');
  }
  return undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined; // not percent-encoding, so no camera's id
  }
}
