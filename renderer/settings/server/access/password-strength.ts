export interface PasswordStrength {
  tone: 'bad' | 'warn' | 'good';
  text: string;
}

const shortest = 8;
const long = 14;
/** Words that attackers try first, also with digits behind them. */
const common = new Set(
  `abc admin administrator baseball camera changeme computer default dragon football guest hello iloveyou kiosk letmein
  login master monkey passwort password princess qwertz qwerty raspberry raspberrypi rpicam secret sesame shadow
  sunshine superman surveillance test trustno user welcome whatever`.split(/\s+/),
);

/** The text about a password while it is typed; undefined for an empty one. "bad" is saved only where the user insists. */
export function passwordStrength(password: string, username: string): PasswordStrength | undefined {
  if (password === '') return undefined;
  const plain = password.toLowerCase();
  if (password.length < shortest)
    return { tone: 'bad', text: `Too short. Use ${shortest} characters or more.` };
  if (username !== '' && plain.includes(username.toLowerCase())) {
    return { tone: 'bad', text: 'It contains the user name. Attackers try that first.' };
  }
  if (common.has(plain.replace(/[\d\W_]+$/, ''))) {
    return { tone: 'bad', text: 'It is a common word. Attackers try those first.' };
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
