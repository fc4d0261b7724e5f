import {
  loginAnswerSchema,
  sessionAnswerSchema,
  sessionPath,
  type SessionAnswer,
} from '../server/contract/session.ts';
import { ask, UnexpectedAnswer } from './api.ts';
import { readAnswer } from './read-answer.ts';

export type LoginResult =
  | { kind: 'in' }
  | { kind: 'wrong' }
  /** This browser has failed too often, and has to wait. */
  | { kind: 'wait'; seconds: number }
  /** Nobody can log in now, and the server says why. */
  | { kind: 'refused'; why: string };

/** Whether this browser is logged in. @throws UnexpectedAnswer, or what `ask` throws */
export async function fetchSession(signal: AbortSignal): Promise<SessionAnswer> {
  const response = await ask(sessionPath, { signal });
  if (!response.ok)
    throw new UnexpectedAnswer(`The server answered ${sessionPath} with status ${response.status}.`);
  return readAnswer(response, sessionAnswerSchema);
}

/** @throws UnexpectedAnswer, or what `ask` throws */
export async function logIn(username: string, password: string, signal: AbortSignal): Promise<LoginResult> {
  const response = await ask(sessionPath, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
    signal,
  });
  const body: unknown = await response.json();
  switch (response.status) {
    case 200:
      if (loginAnswerSchema.safeParse(body).success) return { kind: 'in' };
      throw new UnexpectedAnswer('The server answered the login with something else than this page expects.');
    case 401:
      return { kind: 'wrong' };
    case 429:
      return { kind: 'wait', seconds: Number(response.headers.get('Retry-After')) || 1 };
    case 409:
      return { kind: 'in' };
    default:
      return {
        kind: 'refused',
        why: detailOf(body) ?? `The server answered with status ${response.status}.`,
      };
  }
}

/** Ends this browser's session. @throws UnexpectedAnswer, or what `ask` throws */
export async function logOut(signal: AbortSignal): Promise<void> {
  const response = await ask(sessionPath, { method: 'DELETE', signal });
  if (!response.ok)
    throw new UnexpectedAnswer(`The server answered ${sessionPath} with status ${response.status}.`);
}

function detailOf(body: unknown): string | undefined {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined;
  return typeof detail === 'string' ? detail : undefined;
}
