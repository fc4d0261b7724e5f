import { isUtf8 } from 'node:buffer';

export interface Credentials {
  username: string;
  password: string;
}

/** The credentials in an Authorization header; "undecodable" for a Basic login that cannot be read. */
export type Authorization =
  | { kind: 'none' }
  | { kind: 'undecodable' }
  | { kind: 'basic'; credentials: Credentials }
  | { kind: 'bearer'; secret: string };

/** The first letters of every API token. */
export const tokenPrefix = 'rpk_';

const scheme = /^([a-z]+)(?: +(.*))?$/is;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads an Authorization header. Never throws. Another scheme, or Basic without a user, counts as no credentials. */
export function parseAuthorization(header: string | undefined): Authorization {
  const [, name = '', value = ''] = scheme.exec(header ?? '') ?? [];
  switch (name.toLowerCase()) {
    case 'basic':
      return parseBasic(value.trim());
    case 'bearer':
      // A token of another kind gets the same answer as a request without a login.
      return value.startsWith(tokenPrefix) ? { kind: 'bearer', secret: value.trim() } : { kind: 'none' };
    default:
      return { kind: 'none' };
  }
}

function parseBasic(encoded: string): Authorization {
  if (!base64.test(encoded)) return { kind: 'undecodable' };
  const bytes = Buffer.from(encoded, 'base64');
  // Bytes that are not UTF-8 come from an old client that sends Latin-1.
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'undecodable' };
  const credentials = { username: text.slice(0, colon), password: text.slice(colon + 1) };
  return credentials.username === '' ? { kind: 'none' } : { kind: 'basic', credentials };
}
