import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { sessionIdleMs } from '../../access/sessions.ts';
import { pathPrefix } from './path-prefix.ts';

const name = 'rpicam_session';

/** A browser sends one cookie for each path above a page, so it never sends many. */
const maxSecrets = 8;

/**
 * The session secrets in the cookies of a request, that of the longest path first. There are several where another
 * server has the same host name, or where this server is also reached without the proxy's path.
 */
export function sessionSecretsOf(request: Request): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => parseCookie(pair)[name]);
  return pairs.filter((secret) => secret !== undefined).slice(0, maxSecrets);
}

/**
 * Sets or renews the cookie. It has no Domain, so that browsers send it to the cameras' ports on this host and to no
 * other host. A proxy may serve several of these servers, each below its own path: then the cookie is for one path.
 */
export function setSessionCookie(response: Response, secret: string): void {
  response.append('Set-Cookie', cookie(response, secret, sessionIdleMs / 1_000));
}

export function clearSessionCookie(response: Response): void {
  response.append('Set-Cookie', cookie(response, '', 0));
}

function cookie({ req }: Response, value: string, maxAge: number): string {
  // A browser that uses HTTPS, be it only up to a proxy on this machine, must never send the cookie unencrypted.
  return stringifySetCookie({
    name,
    value,
    maxAge,
    path: pathPrefix(req) || '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: req.secure,
  });
}
