import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { sessionIdleMs } from '../../access/sessions.ts';
import { pathPrefix } from './path-prefix.ts';

const name = 'rpicam_session';

/** A browser sends one for each path above a page; more than a few are no browser's. */
const maxSecrets = 8;

/**
 * The secrets of the sessions a request says it belongs to, that of the longest path first. There are several where
 * another server is at the same host, or this one is also reached without the proxy's path.
 */
export function sessionSecretsOf(request: Request): string[] {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => parseCookie(pair)[name]);
  return pairs.filter((secret) => secret !== undefined).slice(0, maxSecrets);
}

/**
 * Also renews it. No Domain: so the ports of the cameras on the same host get it, and no other host. Behind a proxy that
 * serves us below a path it is for that path alone, where another server of ours may be beside it.
 */
export function setSessionCookie(response: Response, secret: string): void {
  response.append('Set-Cookie', cookie(response, secret, sessionIdleMs / 1_000));
}

export function clearSessionCookie(response: Response): void {
  response.append('Set-Cookie', cookie(response, '', 0));
}

function cookie({ req }: Response, value: string, maxAge: number): string {
  // Where the browser came by HTTPS, perhaps only as far as a proxy on this machine, it must not send it in the clear.
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
