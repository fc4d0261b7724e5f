import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A new id of a token or link: 16 hexadecimal digits. */
export function newCredentialId(): string {
  return randomBytes(8).toString('hex');
}

/** 256 random bits as 43 letters that need no escaping in a URL or a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Compares in a time that does not tell where two texts of the same length differ. Texts, not the bytes they encode:
 * the last letter of base64url has bits that do not count, so several texts are the same bytes.
 */
export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
