import { randomBytes, scrypt, timingSafeEqual, type BinaryLike, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { formatPasswordHash, parsePasswordHash, type ScryptCosts } from '../contract/config/password-text.ts';

const runScrypt = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** 32 MiB, and about 90 ms on one core of a small machine; off the main thread. */
const costs: ScryptCosts = { ln: 15, r: 8, p: 1 };
const saltBytes = 16;
const keyBytes = 32;

/** The hash of a password for cameras.json, with a new salt each time. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const key = await derive(password, salt, costs);
  return formatPasswordHash({ ...costs, salt: unpadded(salt), key: unpadded(key) });
}

/**
 * Takes the same time for a wrong and a right password; returns false at once when `hashText` is no acceptable hash.
 */
export async function verifyPassword(password: string, hashText: string): Promise<boolean> {
  const hash = parsePasswordHash(hashText);
  if (!hash) return false;
  const key = await derive(password, Buffer.from(hash.salt, 'base64'), hash);
  return timingSafeEqual(key, Buffer.from(hash.key, 'base64'));
}

function derive(password: string, salt: Buffer, { ln, r, p }: ScryptCosts): Promise<Buffer> {
  const N = 2 ** ln;
  // Node's default limit of 32 MiB is too small for these costs.
  const maxmem = 2 * 128 * N * r;
  // Some systems type "ü" as one character and some as two.
  return runScrypt(password.normalize('NFC'), salt, keyBytes, { N, r, p, maxmem });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
