/** The head of an answer, read as curl and ffmpeg read it. */
export interface AnswerHead {
  status: number;
  /** What follows the number, e.g. "Not Found". */
  statusText: string;
  /** Whether the connection may serve another request, as far as version and headers tell. */
  keepsAlive: boolean;
  /** By lower-case name. Repeated headers are joined with ", ", but for those that name one thing: there the first counts. */
  headers: ReadonlyMap<string, string>;
  /** The values of Set-Cookie, one for each. */
  cookies: readonly string[];
}

/** These name one thing; a comma in them would be part of it. */
const singleHeaders = new Set(['content-type', 'location', 'date', 'server']);
const maxCookies = 100;

const statusLine = /^(http(?:\/(\d+)(?:\.(\d+))?)?|icy)[ \t]+(\d{3})(?!\d)[ \t]*(.*)$/i;
/** A server that begins with its headers. Names of its own would let any text with a colon pass. */
const usualHeader =
  /^(content-(type|length)|server|date|connection|cache-control|pragma|expires|mime-version)[ \t]*:/i;

/** An answer of HTTP/0.9 is all body. */
export const headless: AnswerHead = {
  status: 200,
  statusText: '',
  keepsAlive: false,
  headers: new Map(),
  cookies: [],
};

/** Whether an answer may begin with this line: with a status, or with a header where the status was left out. */
export function beginsHead(line: string): boolean {
  return statusLine.test(line) || usualHeader.test(line);
}

/** The head in its lines, without line ends and the empty line. The first must be one that `beginsHead`. */
export function parseHead(lines: readonly string[]): AnswerHead {
  const [, protocol = '', major, minor, status, statusText = ''] = statusLine.exec(lines[0] ?? '') ?? [];
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (const [name, value] of fields(status === undefined ? lines : lines.slice(1))) {
    const before = headers.get(name);
    if (name === 'set-cookie') {
      if (cookies.length < maxCookies) cookies.push(value);
    } else if (before === undefined) headers.set(name, value);
    else if (!singleHeaders.has(name)) headers.set(name, `${before}, ${value}`);
  }
  const isModern = /^http/i.test(protocol) && (Number(major) > 1 || Number(minor) >= 1);
  return {
    status: Number(status ?? 200),
    statusText: plain(statusText),
    keepsAlive: keepsAlive(isModern, headers.get('connection')),
    headers,
    cookies,
  };
}

/** Name and value of each header. Lines without a name are passed over, folded ones are joined. */
function fields(lines: readonly string[]): [name: string, value: string][] {
  const found: [string, string][] = [];
  let last: [string, string] | undefined;
  for (const line of lines) {
    if (last && /^[ \t]/.test(line)) {
      last[1] = `${last[1]} ${plain(line)}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    last = colon === -1 || name === '' ? undefined : [name, plain(line.slice(colon + 1))];
    if (last) found.push(last);
  }
  return found;
}

function keepsAlive(isModern: boolean, connection = ''): boolean {
  if (/\bclose\b/i.test(connection)) return false;
  return isModern || /\bkeep-alive\b/i.test(connection);
}

/** Control bytes, NUL included, mean nothing in a value. */
function plain(value: string): string {
  return value.replace(/[\x00-\x1f\x7f]+/g, ' ').trim(); // eslint-disable-line no-control-regex
}
