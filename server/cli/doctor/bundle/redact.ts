const hidden = '***';
/** A shorter secret is only removed where it stands alone: "pi" is part of too many words. */
const shortLength = 4;
/** How often a text may be encoded, e.g. Base64 with its "=" escaped. */
const maxDepth = 3;
const sensitive =
  '(?:[\\w-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|(?:private|signing)[_-]?key|signature|rpicam_session)[\\w-]*|pin(?:_hash)?)';
/**
 * The server's own query fields, which hold no secrets. All others are removed, because cameras have too many names for
 * a password.
 */
const harmless =
  'fps|width|height|quality|wall|kiosk|rotate|page|display|channel|stream|max|probe_missing|x|t';

const patterns: [RegExp, string][] = [
  // The server's own secrets: API tokens, signed links, and all texts of 256 random bits, such as sessions and one-time
  // secrets.
  [/rpk_[0-9a-f]{16}_[\w-]{43}/g, hidden],
  [/\b[0-9a-f]{16}\.[\w-]{43}/g, hidden],
  [/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43}(?![\w-])/g, hidden],
  [/-----BEGIN [^-\n]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-\n]*-----|$)/g, hidden],
  // A key whose first line was cut off.
  [/^[A-Za-z0-9+/=]{60,}$/gm, hidden],
  [/\$(?:scrypt|argon2\w*|2[abxy]|5|6|y)\$[^\s"']+/g, hidden],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]*@/gi, `$1${hidden}@`],
  [/("(?:authorization|cookie|set-cookie)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi, `$1"${hidden}"`],
  [/\b((?:proxy-)?authorization|cookie|set-cookie)(\s*[:=]\s*)(?!")[^\n]*/gi, `$1$2${hidden}`],
  [/\b(basic|bearer)(\s+)[A-Za-z0-9+/=._~-]{6,}/gi, `$1$2${hidden}`],
  [new RegExp(`([?&](?!(?:${harmless})=)[\\w.%\\[\\]-]+=)[^&\\s"'<>#]+`, 'gi'), `$1${hidden}`],
  // Command lines. In /proc, zero bytes separate their words.
  [
    new RegExp(`(?<![^\\s\\0])(--?${sensitive}[\\s\\0]+)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s\\0]+)`, 'gi'),
    `$1${hidden}`,
  ],
  [/(?<![^\s\0])((?:-u|--user|--auth)[\s\0=]+)[^\s\0:]+:[^\s\0]+/g, `$1${hidden}`],
  // JSON inside a string of JSON.
  [
    new RegExp(
      `(\\\\+"(?:${sensitive}|authorization|cookie|set-cookie)\\\\+"\\s*:\\s*\\\\+")[^\\n]*?(?=\\\\+")`,
      'gi',
    ),
    `$1${hidden}`,
  ],
  [new RegExp(`("${sensitive}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${hidden}"`],
  [
    new RegExp(`\\b(${sensitive})(\\s*[=:]\\s*)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s,;&"']+)`, 'gi'),
    `$1$2${hidden}`,
  ],
];

const percentRun = /[^\s"'<>]*%[0-9a-f]{2}[^\s"'<>]*/gi;
/** The shortest that may hold a login: three letters, a colon and as many again. */
const base64Run = /[A-Za-z0-9+/_-]{10,}={0,2}/g;
const unprintable = /[\p{Cc}\uFFFD]/u;
const spaces = /[\t\n\r]/g;
/** A user name and a password, as a Basic login is before it is encoded. */
const login = /^[^\s:/]{1,64}:\S{1,200}$/;

/** A function that removes these secrets, and everything that looks like a secret, from a text. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const variants = new Set([...secrets].flatMap(spellings).filter(Boolean));
  // The longest first: a secret may be part of another.
  const sorted = [...variants].sort((a, b) => b.length - a.length);
  const known = sorted.map((secret) => new RegExp(withLimits(secret), 'gu'));
  const redact = (text: string, depth = 0): string => {
    let clean = text;
    for (const pattern of known) clean = clean.replace(pattern, hidden);
    if (depth < maxDepth) clean = redactEncoded(clean, (plain) => redact(plain, depth + 1));
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clean;
  };
  return (text) => redact(text);
}

/**
 * Removes secrets that show only after decoding percent escapes or Base64, or one inside the other.
 * @param redact removes secrets from plain text
 */
function redactEncoded(text: string, redact: (plain: string) => string): string {
  return text
    .replace(percentRun, (run) => {
      const plain = percentDecoded(run);
      const clean = redact(plain);
      return clean === plain ? run : clean;
    })
    .replace(base64Run, (run) => {
      const plain = Buffer.from(run, 'base64').toString('utf8');
      // A text that is not Base64 decodes to bytes that are not text.
      if (plain.length < 3 || unprintable.test(plain.replace(spaces, ' '))) return run;
      return login.test(plain) || redact(plain) !== plain ? hidden : run;
    });
}

function percentDecoded(text: string): string {
  // Decodes byte by byte: one broken escape must not hide the rest.
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** The ways in which a secret is written in addresses, in JSON and in a Basic login. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    encodeURI(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    ...(secret.includes(':') ? [Buffer.from(secret).toString('base64')] : []),
  ];
}

function withLimits(secret: string): string {
  const literal = secret.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (letter) => `\\${letter}`);
  return secret.length < shortLength ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
