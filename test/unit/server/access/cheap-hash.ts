import { scryptSync } from 'node:crypto';
import { formatPasswordHash } from '../../../../server/contract/config/password-text.ts';

/** A password hash of the least cost the server accepts, for tests that check dozens. */
export function cheapHash(password: string): string {
  const salt = Buffer.alloc(16, 'salt');
  const key = scryptSync(password.normalize('NFC'), salt, 32, { N: 2 ** 12, r: 8, p: 1 });
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return formatPasswordHash({ ln: 12, r: 8, p: 1, salt: unpadded(salt), key: unpadded(key) });
}
