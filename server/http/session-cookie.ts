import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { sessionIdleMs } from '../access/sessions.ts';

const name = 'rpicam_session';

/** The secret of the session a request belongs to, or says it does. */
export function sessionSecretOf(request: Request): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

/** Also renews it. No Domain, every path: so the ports of the cameras on the same host get it, and no other host. */
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
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: req.secure,
  });
}
