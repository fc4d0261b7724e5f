import { createHash, randomBytes } from 'node:crypto';

/** 256 bits that nobody can guess, for URLs and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of such a secret: who reads our memory or a log cannot come in with it. No salt is needed. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
