import type { Request, Response } from 'express';
import type { Door } from '../../access/door.ts';
import { sessionOf } from './admission.ts';
import { setSessionCookie } from './session-cookie.ts';

/**
 * Call it before a change of the configuration, and what it returns after the change: the browser whose page switched
 * the login on, or changed it, then has a session of the new login. All other sessions of the login before have ended.
 */
export function keepLoggedIn(door: Door, request: Request, response: Response): () => void {
  // Programs send no Origin. They have a password or a token of their own and need no session.
  const isPage = request.headers.origin !== undefined;
  const wasIn = door.isOpen('admin') || sessionOf(door, request)?.owner.kind === 'login';
  return () => {
    if (!isPage || !wasIn || door.isOpen('admin') || sessionOf(door, request)) return;
    const secret = door.openLoginSession();
    if (secret !== undefined) setSessionCookie(response, secret);
  };
}
