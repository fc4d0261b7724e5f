import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const log2Cost = 15;
const blockSize = 8;
const parallelism = 1;
const keyBytes = 32;
const saltBytes = 16;

const deriveKey = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** What may stand as `auth.password` in cameras.json: `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both in base64url. */
export async function hashPassword(plain: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const cost = 2 ** log2Cost;
  // Node refuses what needs more than 32 MiB unless it is told.
  const limits = { N: cost, r: blockSize, p: parallelism, maxmem: 2 * 128 * cost * blockSize };
  const key = await deriveKey(plain, salt, keyBytes, limits);
  const parameters = `ln=${log2Cost},r=${blockSize},p=${parallelism}`;
  return `$scrypt$${parameters}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}
