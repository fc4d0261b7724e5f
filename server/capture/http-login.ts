import { createHash } from 'node:crypto';

export interface Login {
  user: string;
  password: string;
}

/** What a server that answered 401 wants. */
export type Challenge =
  | { scheme: 'basic' }
  | {
      scheme: 'digest';
      realm: string;
      nonce: string;
      opaque: string | undefined;
      hash: 'md5' | 'sha256';
      /** As the server spelled it; absent when it named none. */
      algorithm: string | undefined;
      /** False for servers older than RFC 2617. */
      countsRequests: boolean;
    };

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

/**
 * The challenge in a WWW-Authenticate header (Node joins several into one) that we answer: Digest where it is
 * offered, since Basic tells everybody on the way the password.
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const pairs = String.raw`(?:[\w-]+ *= *(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)[ ,]*)+`;
  for (const [, fields = ''] of (header ?? '').matchAll(new RegExp(String.raw`\bDigest +(${pairs})`, 'gi'))) {
    const digest = digestChallenge(fields);
    if (digest) return digest;
  }
  return /\bBasic\b/i.test(header ?? '') ? { scheme: 'basic' } : undefined;
}

function digestChallenge(fields: string): Challenge | undefined {
  const field = (name: string) => {
    const [, quoted, plain] =
      new RegExp(String.raw`\b${name} *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))`, 'i').exec(fields) ?? [];
    return quoted ?? plain;
  };
  const algorithm = field('algorithm');
  const hash = { MD5: 'md5', 'SHA-256': 'sha256' } as const;
  const known = Object.entries(hash).find(([name]) => name === (algorithm ?? 'MD5').toUpperCase());
  const nonce = field('nonce');
  const protection = field('qop');
  const offered = protection?.split(/[\s,]+/).includes('auth') ?? true;
  if (!known || nonce === undefined || !offered) return undefined;
  return {
    scheme: 'digest',
    realm: field('realm') ?? '',
    nonce,
    opaque: field('opaque'),
    hash: known[1],
    algorithm,
    countsRequests: protection !== undefined,
  };
}

export interface AuthorizedRequest {
  method: string;
  /** Path and query. */
  uri: string;
  /** How many requests, this one included, have answered the same challenge. */
  count: number;
  /** Random. */
  clientNonce: string;
}

/** The Authorization header that answers a challenge: RFC 7617 and RFC 7616 (2617, 2069). Pure. */
export function authorization(challenge: Challenge, login: Login, request: AuthorizedRequest): string {
  const { user, password } = login;
  if (challenge.scheme === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const { realm, nonce, opaque, algorithm, countsRequests } = challenge;
  const hash = (text: string) => createHash(challenge.hash).update(text).digest('hex');
  const count = request.count.toString(16).padStart(8, '0');
  const counted = countsRequests ? `${count}:${request.clientNonce}:auth:` : '';
  const response = hash(
    `${hash(`${user}:${realm}:${password}`)}:${nonce}:${counted}${hash(`${request.method}:${request.uri}`)}`,
  );
  const fields = [
    `username="${user.replace(/["\\]/g, '\\$&')}"`,
    `realm="${realm}", nonce="${nonce}", uri="${request.uri}", response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(countsRequests ? [`qop=auth, nc=${count}, cnonce="${request.clientNonce}"`] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}
