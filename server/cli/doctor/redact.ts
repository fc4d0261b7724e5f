const hidden = '***';
/** A shorter secret is only taken out where it stands alone: "pi" is part of too many words. */
const shortLength = 4;
const sensitive =
  '[\\w-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|private[_-]?key|signature)[\\w-]*';

const patterns: [RegExp, string][] = [
  [/-----BEGIN [^-\n]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-\n]*-----|$)/g, hidden],
  // A key whose first line was cut off.
  [/^[A-Za-z0-9+/=]{60,}$/gm, hidden],
  [/\$(?:scrypt|argon2\w*|2[abxy]|5|6|y)\$[^\s"']+/g, hidden],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]*@/gi, `$1${hidden}@`],
  [/("(?:authorization|cookie|set-cookie)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi, `$1"${hidden}"`],
  [/\b((?:proxy-)?authorization|cookie|set-cookie)(\s*[:=]\s*)(?!")[^\n]*/gi, `$1$2${hidden}`],
  [/\b(basic|bearer)(\s+)[A-Za-z0-9+/=._~-]{6,}/gi, `$1$2${hidden}`],
  [new RegExp(`("${sensitive}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${hidden}"`],
  [
    new RegExp(`\\b(${sensitive})(\\s*[=:]\\s*)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s,;&"']+)`, 'gi'),
    `$1$2${hidden}`,
  ],
];

/** A function that takes these secrets, and all that looks like one, out of a text. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const variants = new Set([...secrets].flatMap(spellings).filter(Boolean));
  // The longest first: a secret may be part of another.
  const sorted = [...variants].sort((a, b) => b.length - a.length);
  const known = sorted.map((secret) => new RegExp(withLimits(secret), 'gu'));
  return (text) => {
    let clean = text;
    for (const pattern of known) clean = clean.replace(pattern, hidden);
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** How a secret is written in addresses, JSON and a Basic login of its own. */
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
