import { createHash } from 'node:crypto';

/**
 * The hash that is kept instead of a secret: nobody who reads the memory or a log can log in with it. Random secrets
 * need no salt.
 */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
