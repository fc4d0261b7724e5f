/** The beginning of a stored password that is a hash, as in other programs' password files (PHC). */
const hashMark = '$scrypt$';

/** Costs of a hash; N = 2^ln. Memory is 128·N·r bytes. */
export interface ScryptCosts {
  ln: number;
  r: number;
  p: number;
}

export interface PasswordHash extends ScryptCosts {
  /** Base64 without padding, of 16 and 32 bytes. */
  salt: string;
  key: string;
}

/** A file must not be able to ask for more memory (64 MiB) or time than a Pi can spare for a login. */
const bounds = { ln: [12, 16], r: [1, 8], p: [1, 4] } as const;

const form =
  /^\$scrypt\$ln=([1-9]\d?),r=([1-9]),p=([1-9])\$([A-Za-z0-9+/]{21}[AQgw])\$([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])$/;

/** Whether a text looks like a hash, well-formed or not; such a text is not allowed as a password. */
export function looksHashed(text: string): boolean {
  return text.startsWith(hashMark);
}

/** Undefined for everything but a hash that this server may check. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', key = ''] = form.exec(text) ?? [];
  const hash = { ln: Number(ln), r: Number(r), p: Number(p), salt, key };
  const affordable = (['ln', 'r', 'p'] as const).every(
    (cost) => hash[cost] >= bounds[cost][0] && hash[cost] <= bounds[cost][1],
  );
  return affordable ? hash : undefined;
}

export function formatPasswordHash({ ln, r, p, salt, key }: PasswordHash): string {
  return `${hashMark}ln=${ln},r=${r},p=${p}$${salt}$${key}`;
}
