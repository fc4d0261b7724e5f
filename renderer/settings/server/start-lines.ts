/** The file from which the package's services read flags and variables. */
export const environmentFile = '/etc/default/rpicam-kiosk';

export interface StartWish {
  /** Flags, each with its value. */
  flags?: readonly string[];
  /** Variables of the environment. */
  variables?: Readonly<Record<string, string>>;
}

/** The command that starts the server by hand with these flags and variables. */
export function commandLine({ flags = [], variables = {} }: StartWish): string {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  const tail = flags.length > 0 ? ` -- ${flags.map(quoted).join(' ')}` : '';
  return `${[...words, 'npm run serve'].join(' ')}${tail}`;
}

/** The lines for `environmentFile`. */
export function environmentLines({ flags = [], variables = {} }: StartWish): string {
  const all = { ...variables, ...(flags.length > 0 ? { RPICAM_FLAGS: flags.join(' ') } : {}) };
  return Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join('\n');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
