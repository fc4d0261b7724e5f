import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { configFileName } from '../../../config/config-file.ts';
import { readFileText } from '../../../config/file-text.ts';

const secretName = /pass|pwd|secret|token|key|auth|^pin(?:_|$)/i;
/**
 * Files that hold secrets; their copies begin with the same names. The last two names are not imported, because their
 * modules should not be loaded here.
 */
const secretFiles = [configFileName, 'access.json', 'kiosk.json'];
/** The string fields of a text, found without parsing it, because it may be broken JSON. */
const stringFields = /"((?:[^"\\]|\\.)*)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const addresses = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;

/** The passwords, logins and tokens in the server's files, in their copies and in the environment. */
export async function knownSecrets(dataFolder: string, env: NodeJS.ProcessEnv): Promise<Set<string>> {
  const secrets = new Set<string>();
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith('RPICAM_') || !secretName.test(name)) continue;
    secrets.add(value);
    // The password alone too.
    secrets.add(value.slice(value.indexOf(':') + 1));
  }
  // A folder that is not there holds no secrets.
  const names = await readdir(dataFolder).catch(() => []);
  for (const name of names.filter(mayHoldSecrets)) {
    const file = await readFileText(join(dataFolder, name));
    if (file.kind === 'text') for (const secret of secretsIn(file.text)) secrets.add(secret);
  }
  secrets.delete('');
  return secrets;
}

/** Whether a file is one of the secret files or a copy of one. */
function mayHoldSecrets(name: string): boolean {
  return secretFiles.some((file) => name.startsWith(file));
}

/** The strings that look like secrets in the text of a configuration. */
export function secretsIn(text: string): string[] {
  const found: string[] = [];
  for (const [, name = '', value = ''] of text.matchAll(stringFields)) {
    if (secretName.test(name)) found.push(value, unescaped(value));
  }
  for (const [address] of text.matchAll(addresses)) found.push(...secretsOfAddress(unescaped(address)));
  return found;
}

function secretsOfAddress(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { username, password, searchParams } = new URL(address);
  const values = [...searchParams.entries()].flatMap(([name, value]) =>
    secretName.test(name) ? [value] : [],
  );
  // A user name is only a secret where it stands alone, as a token does.
  const login = password ? [password] : [username];
  return [...login, ...login.map(percentDecoded), ...values];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not encoded then
  }
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text; // the file is broken there
  }
}
