import { createHash } from 'node:crypto';

/** What is kept of a secret: who reads our memory or a log cannot come in with it. No salt is needed. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
