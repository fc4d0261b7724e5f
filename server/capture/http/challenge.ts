/** The login that a server asks for with status 401. */
export type Challenge = { scheme: 'basic' } | DigestChallenge;

export interface DigestChallenge {
  scheme: 'digest';
  realm: string;
  nonce: string;
  opaque: string | undefined;
  hash: (typeof hashes)[keyof typeof hashes];
  /** Whether the password's hash is made once per session ("MD5-sess"). */
  isSession: boolean;
  /** The algorithm as the server spelled it; undefined when it named none. */
  algorithm: string | undefined;
  /** "auth" if the server offers it; undefined for servers older than RFC 2617 and servers that name none. */
  protection: 'auth' | 'auth-int' | undefined;
  /** True: the password was right, but the nonce was too old. */
  isStale: boolean;
}

/** Some cameras send semicolons instead of commas, or commas instead of semicolons. */
const pairs = String.raw`(?:[\w-]+ *= *(?:"(?:[^"\\]|\\.)*"|[^\s,;"]*)[ ,;]*)+`;
const hashes = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

/**
 * Parses a WWW-Authenticate header (repeated headers are joined) and returns the challenge to answer. Digest comes
 * first, because Basic shows the password to everybody on the way.
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
