import type { Request, Response } from 'express';
import { parseAuthorization } from '../../../access/basic-credentials.ts';
import type { Door } from '../../../access/door.ts';
import type { AccessScope } from '../../../access/principal.ts';
import { sessionIdleMs } from '../../../access/sessions.ts';
import { ownPath } from '../../../contract/own-path.ts';
import {
  kioskSessionPath,
  loginAnswerSchema,
  loginBodySchema,
  sessionAnswerSchema,
  sessionPath,
  type LoginAnswer,
  type SessionAnswer,
} from '../../../contract/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { byAuthorization, openSessionOf, scopeOf, sessionOf } from '../../gate/admission.ts';
import { clientOf, isOwnRequest } from '../../gate/client-of.ts';
import { authBroken, loginRefusal } from '../../gate/refusals.ts';
import { clearSessionCookie, sessionSecretsOf, setSessionCookie } from '../../gate/session-cookie.ts';
import type { Viewers } from '../../gate/viewers.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, pageOperation, type Operation } from '../../operation/operation.ts';

export interface SessionParts {
  door: Door;
  viewers: Viewers;
  clock: Clock;
}

const ofSession = { path: sessionPath, guard: 'open', noStore: true, group: 'Access' } as const;

/** `/api/session`: logging in and out. It is open, because a client needs it before it is logged in. */
export function sessionOperations({ door, viewers, clock }: SessionParts): Operation[] {
  return [
    operation({
      ...ofSession,
      method: 'get',
      summary: 'Whether a login is asked for, and who asks',
      answers: { 200: { description: 'Always', schema: sessionAnswerSchema } },
      async handle(request, response) {
        const open = openSessionOf(door, request);
        if (open && door.sessions.cookieIsOld(open.session)) setSessionCookie(response, open.secret);
        response.json(await sessionAnswer(door, request));
      },
    }),
    operation({
      ...ofSession,
      method: 'post',
      summary: 'Logs in: sets the session cookie',
      body: { schema: loginBodySchema, size: 'small', example: { username: 'me', password: 'choose one' } },
      answers: { 200: { description: 'Logged in', schema: loginAnswerSchema } },
      errors: [401, 409, 429, 503],
      async handle(request, response) {
        const { user, of } = await checkLogin(door, request);
        const { secret, session } = door.sessions.open({ kind: 'login', user, of }, 'admin');
        const expires_at = new Date(clock.now().getTime() + sessionIdleMs).toISOString();
        setSessionCookie(response, secret);
        response.json({ user, scope: session.scope, expires_at } satisfies LoginAnswer);
      },
    }),
    operation({
      ...ofSession,
      method: 'delete',
      summary: 'Logs out',
      answers: { 204: { description: 'The session is ended' } },
      handle(request, response) {
        // All sessions of the request end, else the next one would still be logged in.
        for (const secret of sessionSecretsOf(request)) door.sessions.end(secret);
        viewers.recheck();
        clearSessionCookie(response);
        response.status(204).end();
      },
    }),
    pageOperation({
      path: kioskSessionPath,
      guard: 'open',
      // The GET uses up the secret.
      noHead: true,
      noStore: true,
      handle: (request, response) => openKioskSession(door, request, response),
    }),
  ];
}

/** Lets the browser of this machine's own screen in, with a one-time secret. @throws ApiError 401, 403 */
function openKioskSession(door: Door, request: Request, response: Response): void {
  const { secret, page } = request.query;
  // The secret is used up also when another machine sends it: then it has leaked.
  const scope = typeof secret === 'string' ? door.kioskSecrets.redeem(secret) : undefined;
  if (!isOwnRequest(request)) {
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
}

/** The secret of a session with exactly this scope. @param before of the one that the screen has */
function kioskSession({ sessions }: Door, before: string | undefined, scope: AccessScope): string {
  if (before !== undefined) {
    const session = sessions.find(before);
    // The displays of a machine share a cookie: the session of one must not end while the next one opens.
    if (session?.owner.kind === 'kiosk' && session.scope === scope) return before;
    // A screen that goes back from the settings to the wall gives up its wider access.
    sessions.end(before);
  }
  return sessions.open({ kind: 'kiosk' }, scope).secret;
}

async function sessionAnswer(door: Door, request: Request): Promise<SessionAnswer> {
  if (door.isOpen('admin')) return { auth_enabled: false, authenticated: false, scope: 'admin' };
  const scope = door.isOpen('stream') ? 'view' : 'none';
  const stranger: SessionAnswer = { auth_enabled: true, authenticated: false, scope };
  if (door.problem !== undefined) return stranger;
  const session = sessionOf(door, request);
  if (session) {
    const { owner, scope } = session;
    return {
      auth_enabled: true,
      authenticated: true,
      scope,
      ...(owner.kind === 'login' ? { user: owner.user } : {}),
    };
  }
  return (await answerByAuthorization(door, request)) ?? stranger;
}

/** The answer for a client that sends a password or token with each request; undefined when that is not valid. */
async function answerByAuthorization(door: Door, request: Request): Promise<SessionAnswer | undefined> {
  const authorization = parseAuthorization(request.headers.authorization);
  const user = authorization.kind === 'basic' ? { user: authorization.credentials.username } : {};
  try {
    const scope = scopeOf(await byAuthorization(door, request));
    return { auth_enabled: true, authenticated: true, scope, ...user };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
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
