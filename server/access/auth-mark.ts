import { createHash } from 'node:crypto';
import type { AuthConfig } from '../contract/config/config.ts';

/**
 * A mark that stands for a user name with its password. A change of either changes the mark. The mark reveals neither.
 */
export function authMark({ username, password }: Readonly<AuthConfig>): string {
  return createHash('sha256')
    .update(JSON.stringify([username, password]))
    .digest('base64url');
}
