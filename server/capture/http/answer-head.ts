/** The head of an HTTP answer, read as leniently as curl and ffmpeg read it. */
export interface AnswerHead {
  status: number;
  /** The text after the number, e.g. "Not Found". */
  statusText: string;
  /** Whether the connection may serve another request, according to version and headers. */
  keepsAlive: boolean;
  /**
   * The headers by lower-case name. Repeated headers are joined with ", ". Of the names in `singleHeaders` the first
   * counts.
   */
  headers: ReadonlyMap<string, string>;
  /** The values of Set-Cookie, one for each. */
  cookies: readonly string[];
}

/** These headers hold one value, and a comma may be part of it. */
const singleHeaders = new Set(['content-type', 'location', 'date', 'server']);
const maxCookies = 100;

const statusLine = /^(http(?:\/(\d+)(?:\.(\d+))?)?|icy)[ \t]+(\d{3})(?!\d)[ \t]*(.*)$/i;
/**
 * Some servers leave the status line out and begin with a header. Only usual names count here, or any text with a colon
 * would pass.
 */
const usualHeader =
  /^(content-(type|length)|server|date|connection|cache-control|pragma|expires|mime-version)[ \t]*:/i;

/** The head of an HTTP/0.9 answer, which is all body. */
export const headless: AnswerHead = {
  status: 200,
  statusText: '',
  keepsAlive: false,
  headers: new Map(),
  cookies: [],
};

/** Whether an answer may begin with this line: a status line, or a header of an answer without a status line. */
export function beginsHead(line: string): boolean {
  return statusLine.test(line) || usualHeader.test(line);
}

/** Parses the lines of a head, without line ends and the empty line. `beginsHead` must be true for the first. */
export function parseAnswerHead(lines: readonly string[]): AnswerHead {
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

/** The name and value of each header. Lines without a name are skipped, folded lines are joined. */
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

/** Control bytes, also NUL, have no meaning in a value. */
function plain(value: string): string {
  return value.replace(/[\x00-\x1f\x7f]+/g, ' ').trim(); // eslint-disable-line no-control-regex
}
