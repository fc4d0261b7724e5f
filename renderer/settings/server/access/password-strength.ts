export interface PasswordStrength {
  tone: 'bad' | 'warn' | 'good';
  text: string;
}

const shortest = 8;
const long = 14;

/** The text about a password while it is typed; undefined for an empty one. Only a hint: the server accepts any. */
export function passwordStrength(password: string, username: string): PasswordStrength | undefined {
  if (password === '') return undefined;
  const plain = password.toLowerCase();
  if (password.length < shortest)
    return { tone: 'bad', text: `Too short. Use ${shortest} characters or more.` };
  if (username !== '' && plain.includes(username.toLowerCase())) {
    return { tone: 'bad', text: 'It contains the user name. Attackers try that first.' };
  }
  if (new Set(plain).size < 5)
    return { tone: 'bad', text: 'It repeats a few characters. Use more different ones.' };
  if (/^\d+$/.test(password))
    return { tone: 'bad', text: 'It has only digits, which attackers try quickly. Add letters.' };
  if (password.length < long && kindsOf(password) < 3) {
    return { tone: 'warn', text: 'Fair. Add a few words or characters to make it good.' };
  }
  return { tone: 'good', text: 'Good.' };
}

function kindsOf(password: string): number {
  return [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
}
