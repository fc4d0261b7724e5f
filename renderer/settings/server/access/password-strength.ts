export interface PasswordStrength {
  tone: 'bad' | 'warn' | 'good';
  text: string;
}

const shortest = 8;
const long = 14;

/** What to say about a password while it is typed; undefined for none. A hint: the server takes any. */
export function passwordStrength(password: string, username: string): PasswordStrength | undefined {
  if (password === '') return undefined;
  const plain = password.toLowerCase();
  if (password.length < shortest) return { tone: 'bad', text: `Short: use ${shortest} characters or more.` };
  if (username !== '' && plain.includes(username.toLowerCase())) {
    return { tone: 'bad', text: 'It holds the user name: that is tried first.' };
  }
  if (new Set(plain).size < 5) return { tone: 'bad', text: 'It repeats itself.' };
  if (/^\d+$/.test(password)) return { tone: 'bad', text: 'Digits only are tried quickly.' };
  if (password.length < long && kindsOf(password) < 3) {
    return { tone: 'warn', text: 'Fair: a few more words or characters make it good.' };
  }
  return { tone: 'good', text: 'Good.' };
}

function kindsOf(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
}
