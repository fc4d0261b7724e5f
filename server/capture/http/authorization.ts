import { createHash } from 'node:crypto';
import type { Challenge } from './challenge.ts';

export interface Login {
  user: string;
  password: string;
}

/** The user and password of a URL. */
export function loginIn(url: URL): Login | undefined {
  if (!url.username && !url.password) return undefined;
  return { user: decoded(url.username), password: decoded(url.password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that encodes nothing
  }
}

export interface AuthorizedRequest {
  method: string;
  /** The path and query. */
  uri: string;
  /** The number of requests, with this one, that have answered the same challenge. */
  count: number;
  /** Random text, the same in all answers to one challenge. */
  clientNonce: string;
}

/**
 * The Authorization header that answers a challenge: RFC 7617 and RFC 7616 (2617, 2069), for a request without a body.
 * Each character is one byte, as in everything read from the answer: a realm may hold other bytes than ASCII.
 */
export function authorization(challenge: Challenge, login: Login, request: AuthorizedRequest): string {
  const { user, password } = login;
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { realm, nonce, opaque, algorithm, protection, isSession } = challenge;
  const hash = (bytes: string) => createHash(challenge.hash).update(bytes, 'latin1').digest('hex');
  const secret = hash(`${utf8(user)}:${realm}:${utf8(password)}`);
  const sessionSecret = isSession ? hash(`${secret}:${nonce}:${request.clientNonce}`) : secret;
  const count = request.count.toString(16).padStart(8, '0');
  const counted = protection === undefined ? '' : `${count}:${request.clientNonce}:${protection}:`;
  const asked = `${request.method}:${request.uri}${protection === 'auth-int' ? `:${hash('')}` : ''}`;
  const response = hash(`${sessionSecret}:${nonce}:${counted}${hash(asked)}`);
  const fields = [
    `username="${utf8(user).replace(/["\\]/g, '\\$&')}"`,
    `realm="${realm}", nonce="${nonce}", uri="${request.uri}", response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(protection === undefined ? [] : [`qop=${protection}, nc=${count}`]),
    ...(protection !== undefined || isSession ? [`cnonce="${request.clientNonce}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

/** The UTF-8 bytes of a text, one character for each byte. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
