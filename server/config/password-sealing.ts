import type { AuthConfig } from '../contract/config/config.ts';
import { looksHashed } from '../contract/config/password-text.ts';
import { hashPassword, verifyPassword } from '../runtime/password-hash.ts';

/** A file has one password. A text with many more is damaged or hostile. */
const maxHashedPasswords = 4;

/** A member "password" of a JSON text with its value, also in a text that is broken in other places. */
const passwordMember = /("password"\s*:\s*)("(?:[^"\\\n]|\\.)*")/g;

/**
 * The block with its password hashed, or empty where it is blank; the block itself when there is nothing to do.
 * @param knownHash a hash that is kept if it fits the password, so that sending the same password again changes nothing
 */
export async function sealAuth(auth: AuthConfig, knownHash: string): Promise<AuthConfig> {
  if (auth.password === '' || looksHashed(auth.password)) return auth;
  return { ...auth, password: isBlank(auth.password) ? '' : await seal(auth.password, knownHash) };
}

/** The text of a configuration file with the passwords in it hashed and nothing else changed; see `sealAuth`. */
export async function sealText(text: string, knownHash: string): Promise<string> {
  const hashes = new Map<string, string>();
  for (const [, , literal = ''] of text.matchAll(passwordMember)) {
    const password = unquoted(literal);
    if (password === undefined || isBlank(password) || looksHashed(password) || hashes.has(literal)) continue;
    hashes.set(literal, hashes.size < maxHashedPasswords ? await seal(password, knownHash) : '');
  }
  if (hashes.size === 0) return text;
  return text.replace(passwordMember, (whole, name: string, literal: string) => {
    const hash = hashes.get(literal);
    return hash === undefined ? whole : name + JSON.stringify(hash);
  });
}

async function seal(password: string, knownHash: string): Promise<string> {
  return (await verifyPassword(password, knownHash)) ? knownHash : hashPassword(password);
}

/** Nobody can log in with a blank password, so there is nothing to hide. */
function isBlank(password: string): boolean {
  return password.trim() === '';
}

function unquoted(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined; // a broken escape: the literal is not a text
  }
}
