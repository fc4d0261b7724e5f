import { createHash } from 'node:crypto';
import type { Challenge } from './challenge.ts';

export interface Login {
  user: string;
  password: string;
}

/** The user and password in a URL. */
export function loginIn(url: URL): Login | undefined {
  if (!url.username && !url.password) return undefined;
  return { user: decoded(url.username), password: decoded(url.password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that stands for itself
  }
}

export interface AuthorizedRequest {
  method: string;
  /** Path and query. */
  uri: string;
  /** How many requests, this one included, have answered the same challenge. */
  count: number;
  /** Random, the same for all that answer one challenge. */
  clientNonce: string;
}

/** The Authorization header that answers a challenge: RFC 7617 and RFC 7616 (2617, 2069). Pure. */
export function authorization(challenge: Challenge, login: Login, request: AuthorizedRequest): string {
  const { user, password } = login;
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { realm, nonce, opaque, algorithm, countsRequests, isSession } = challenge;
  const hash = (text: string) => createHash(challenge.hash).update(text).digest('hex');
  const secret = hash(`${user}:${realm}:${password}`);
  const sessionSecret = isSession ? hash(`${secret}:${nonce}:${request.clientNonce}`) : secret;
  const count = request.count.toString(16).padStart(8, '0');
  const counted = countsRequests ? `${count}:${request.clientNonce}:auth:` : '';
  const response = hash(`${sessionSecret}:${nonce}:${counted}${hash(`${request.method}:${request.uri}`)}`);
  const fields = [
    `username="${user.replace(/["\\]/g, '\\$&')}"`,
    `realm="${realm}", nonce="${nonce}", uri="${request.uri}", response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(countsRequests ? [`qop=auth, nc=${count}`] : []),
    ...(countsRequests || isSession ? [`cnonce="${request.clientNonce}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}
