/** What a server that answered 401 wants. */
export type Challenge = { scheme: 'basic' } | DigestChallenge;

export interface DigestChallenge {
  scheme: 'digest';
  realm: string;
  nonce: string;
  opaque: string | undefined;
  hash: (typeof hashes)[keyof typeof hashes];
  /** Whether the password's hash holds for a session ("MD5-sess"). */
  isSession: boolean;
  /** As the server spelled it; absent when it named none. */
  algorithm: string | undefined;
  /** "auth" where it is offered; undefined for servers older than RFC 2617, and those that name none. */
  protection: 'auth' | 'auth-int' | undefined;
  /** The password was right, but the nonce too old. */
  isStale: boolean;
}

/** Cameras were seen to put semicolons where commas belong, and the other way round. */
const pairs = String.raw`(?:[\w-]+ *= *(?:"(?:[^"\\]|\\.)*"|[^\s,;"]*)[ ,;]*)+`;
const hashes = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

/**
 * The challenge in a WWW-Authenticate header (several are joined into one) that we answer: Digest where it is
 * offered, since Basic tells everybody on the way the password.
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  for (const [, fields = ''] of (header ?? '').matchAll(new RegExp(String.raw`\bDigest +(${pairs})`, 'gi'))) {
    const digest = digestChallenge(fields);
    if (digest) return digest;
  }
  return /\bBasic\b/i.test(header ?? '') ? { scheme: 'basic' } : undefined;
}

function digestChallenge(fields: string): DigestChallenge | undefined {
  const field = (name: string) => {
    const [, quoted, plain] =
      new RegExp(String.raw`(?<![\w-])${name} *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*))`, 'i').exec(fields) ??
      [];
    return quoted ?? plain;
  };
  const algorithm = field('algorithm');
  const [, name = '', session] = /^(.*?)(-sess)?$/i.exec(algorithm || 'MD5') ?? [];
  const hash = Object.entries(hashes).find(([known]) => known === name.toUpperCase())?.[1];
  const nonce = field('nonce');
  const protections = (field('qop') ?? '').split(/[\s,;]+/).filter(Boolean);
  const protection = (['auth', 'auth-int'] as const).find((known) =>
    protections.some((one) => one.toLowerCase() === known),
  );
  if (!hash || nonce === undefined || (protections.length > 0 && !protection)) return undefined;
  return {
    scheme: 'digest',
    realm: field('realm') ?? '',
    nonce,
    opaque: field('opaque'),
    hash,
    isSession: session !== undefined,
    algorithm: algorithm || undefined,
    protection,
    isStale: /^true$/i.test(field('stale') ?? ''),
  };
}
