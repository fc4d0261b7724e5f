import { createHash } from 'node:crypto';
import type { AuthConfig } from '../contract/config/config.ts';

/** Stands for a user name with its password: another of either has another mark. Tells neither. */
export function authMark({ username, password }: Readonly<AuthConfig>): string {
  return createHash('sha256')
    .update(JSON.stringify([username, password]))
    .digest('base64url');
}
