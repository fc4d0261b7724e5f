import { hasHost } from '../contract/config/host-name.ts';
import { UsageError } from '../server-options.ts';

/** The server that commands talk to, and how. */
export interface ServerAddress {
  /** Without login, query and trailing slash. */
  base: URL;
  /** The value of the Authorization header. */
  authorization: string | undefined;
  /** The PEM file with the certificate or the authority that HTTPS has to use. */
  caFile: string | undefined;
  /** SHA-256 of the only certificate that is accepted: 64 hexadecimal digits in upper case. */
  fingerprint: string | undefined;
}

/** The flags of every command that talks to the server. */
export interface AddressFlags {
  baseUrl?: string;
  ca?: string;
}

export const defaultBaseUrl = 'http://127.0.0.1:8000';

/** The address of the server from the flags and the environment. @throws UsageError that names the wrong value */
export function serverAddress(flags: AddressFlags, env: NodeJS.ProcessEnv): ServerAddress {
  const name = flags.baseUrl === undefined ? 'RPICAM_BASE_URL' : '--base-url';
  const text = flags.baseUrl ?? (env['RPICAM_BASE_URL'] || defaultBaseUrl);
  if (!hasHost(text) || !/^https?:\/\//i.test(text)) {
    throw new UsageError(`${name} must be an address like ${defaultBaseUrl}`);
  }
  const url = new URL(text);
  const base = new URL(url.origin + url.pathname.replace(/\/+$/, ''));
  return {
    base,
    authorization: authorization(url, env),
    caFile: flags.ca,
    fingerprint: fingerprint(env['RPICAM_FINGERPRINT']),
  };
}

/** The address as people write it: without a slash at its end. */
export function addressText(base: URL): string {
  return base.href.replace(/\/$/, '');
}

/** The host of an address as sockets take it: an IPv6 address has no brackets. */
export function hostOf(base: URL): string {
  return base.hostname.replace(/^\[|\]$/g, '');
}

function authorization(url: URL, env: NodeJS.ProcessEnv): string | undefined {
  const token = env['RPICAM_TOKEN']?.trim();
  if (token) {
    if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageError('RPICAM_TOKEN must be a token without blanks');
    return `Bearer ${token}`;
  }
  const login = env['RPICAM_AUTH'] || loginIn(url);
  if (!login) return undefined;
  if (!login.includes(':')) throw new UsageError('RPICAM_AUTH must be user:password');
  return `Basic ${Buffer.from(login, 'utf8').toString('base64')}`;
}

function loginIn(url: URL): string | undefined {
  if (!url.username) return undefined;
  try {
    return `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  } catch {
    throw new UsageError('the login in the address is not valid percent-encoding; use RPICAM_AUTH instead');
  }
}

function fingerprint(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const digits = text.replace(/^sha-?256[:=\s]*/i, '').replaceAll(/[:\s]/g, '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return digits.toUpperCase();
  throw new UsageError('RPICAM_FINGERPRINT must be a SHA-256 fingerprint: 64 hexadecimal digits');
}
