import { Router, type Request } from 'express';
import { parseAuthorization } from '../../../access/basic-credentials.ts';
import type { Door } from '../../../access/door.ts';
import type { AccessScope } from '../../../access/principal.ts';
import { sessionIdleMs } from '../../../access/sessions.ts';
import { ownPath } from '../../../contract/own-path.ts';
import {
  kioskSessionPath,
  loginBodySchema,
  sessionPath,
  type LoginAnswer,
  type SessionAnswer,
} from '../../../contract/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { admit, openSessionOf, sessionOf } from '../../gate/admission.ts';
import { clientOf } from '../../gate/client-of.ts';
import { isNearClient } from '../../gate/near-client.ts';
import { authBroken, loginRefusal } from '../../gate/refusals.ts';
import { clearSessionCookie, sessionSecretsOf, setSessionCookie } from '../../gate/session-cookie.ts';
import type { Viewers } from '../../gate/viewers.ts';
import { ApiError } from '../../message/api-error.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { smallJsonBody } from '../../message/json-body.ts';
import { parseBody } from '../../message/request-body.ts';

export interface SessionParts {
  door: Door;
  viewers: Viewers;
  clock: Clock;
}

/** `/api/session`: logging in and out. Belongs before the guards: who is outside has to reach it. */
export function sessionRoutes({ door, viewers, clock }: SessionParts): Router {
  const router = Router();
  router.use(sessionPath, (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.get(sessionPath, async (request, response) => {
    const open = openSessionOf(door, request);
    if (open && door.sessions.cookieIsOld(open.session)) setSessionCookie(response, open.secret);
    response.json(await sessionAnswer(door, request));
  });

  router.post(sessionPath, smallJsonBody, async (request, response) => {
    const { user, of } = await checkLogin(door, request);
    const { secret, session } = door.sessions.open({ kind: 'login', user, of }, 'admin');
    const expires_at = new Date(clock.now().getTime() + sessionIdleMs).toISOString();
    setSessionCookie(response, secret);
    response.json({ user, scope: session.scope, expires_at } satisfies LoginAnswer);
  });

  router.delete(sessionPath, (request, response) => {
    // All of them, else the next one would still be logged in.
    for (const secret of sessionSecretsOf(request)) door.sessions.end(secret);
    viewers.recheck();
    clearSessionCookie(response);
    response.status(204).end();
  });

  // A HEAD, e.g. of a link preview, must not use up the secret.
  router.head(kioskSessionPath, methodNotAllowed('GET'));
  router.get(kioskSessionPath, (request, response) => {
    const { secret, page } = request.query;
    // Used up in any case: who shows it from elsewhere has read it where it should not be.
    const scope = typeof secret === 'string' ? door.kioskSecrets.redeem(secret) : undefined;
    if (!isOwnScreen(request)) {
      throw new ApiError(
        403,
        'own-screen-only',
        "This address only opens on the screen of the server's own machine. Log in at /login instead.",
      );
    }
    if (!scope) {
      throw new ApiError(
        401,
        'secret-used',
        'This address was used before or is too old. Log in at /login instead.',
      );
    }
    setSessionCookie(response, kioskSession(door, openSessionOf(door, request)?.secret, scope));
    response.redirect(303, (typeof page === 'string' && ownPath(page)) || '/');
  });

  router.all(sessionPath, methodNotAllowed('GET, HEAD, POST, DELETE'));
  router.all(kioskSessionPath, methodNotAllowed('GET'));
  return router;
}

/** What a proxy adds; a browser on this screen comes without one. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** Whether a browser on this machine asks, which has not come through a proxy on it. */
function isOwnScreen({ socket, headers }: Request): boolean {
  return isNearClient(socket) && proxyHeaders.every((name) => headers[name] === undefined);
}

/** The secret of a session with exactly this scope. @param before of the one that the screen has */
function kioskSession({ sessions }: Door, before: string | undefined, scope: AccessScope): string {
  if (before !== undefined) {
    const session = sessions.find(before);
    // The displays of a machine share a cookie: what one was let in with must not end while the next one opens.
    if (session?.owner.kind === 'kiosk' && session.scope === scope) return before;
    // A screen that goes back from the settings to the wall gives away what it was let in for.
    sessions.end(before);
  }
  return sessions.open({ kind: 'kiosk' }, scope).secret;
}

async function sessionAnswer(door: Door, request: Request): Promise<SessionAnswer> {
  if (door.isOpen('admin')) return { auth_enabled: false, authenticated: false, scope: 'admin' };
  const session = door.problem === undefined ? sessionOf(door, request) : undefined;
  if (session) {
    const { owner, scope } = session;
    return {
      auth_enabled: true,
      authenticated: true,
      scope,
      ...(owner.kind === 'login' ? { user: owner.user } : {}),
    };
  }
  return (
    (await answerByAuthorization(door, request)) ?? {
      auth_enabled: true,
      authenticated: false,
      scope: door.isOpen('stream') ? 'view' : 'none',
    }
  );
}

/** For who sends a password or token with each request; undefined when it opens nothing. */
async function answerByAuthorization(door: Door, request: Request): Promise<SessionAnswer | undefined> {
  const authorization = parseAuthorization(request.headers.authorization);
  if (authorization.kind === 'none') return undefined;
  try {
    await admit(door, 'admin', request);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
  const user = authorization.kind === 'basic' ? { user: authorization.credentials.username } : {};
  return { auth_enabled: true, authenticated: true, scope: 'admin', ...user };
}

async function checkLogin(door: Door, request: Request): Promise<{ user: string; of: string }> {
  if (door.problem !== undefined) throw authBroken(door.problem);
  const body: unknown = request.body;
  const login = parseBody(loginBodySchema, body);
  if (door.isOpen('admin')) throw new ApiError(409, 'auth-off', 'No login is needed: auth is switched off.');
  const verdict = await door.passwords.check(login, clientOf(request));
  if (verdict.kind !== 'right') throw loginRefusal(request, verdict);
  return { user: login.username, of: verdict.of };
}
