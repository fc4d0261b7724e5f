import { parseSetCookie } from 'cookie';
import { RecentMap } from '../../runtime/recent-map.ts';

const maxCookies = 50;
/** Small servers accept no longer header. */
const maxHeaderLength = 8 * 1024;

interface Kept {
  name: string;
  value: string;
  hostname: string;
  secure: boolean;
}

/** The cookies of one session, each for the host that sent it. */
export class CookieJar {
  readonly #kept = new RecentMap<string, Kept>(maxCookies);

  /**
   * Stores cookies.
   * @param setCookies the values of Set-Cookie
   */
  take(setCookies: readonly string[], { hostname }: URL): void {
    for (const text of setCookies) {
      const { name, value = '', maxAge = 1, secure = false } = parseSetCookie(text, { decode: (raw) => raw });
      const key = `${hostname} ${name}`;
      // An expiry date is ignored: the clocks of many cameras stand in 1970.
      if (value === '' || maxAge <= 0) this.#kept.delete(key);
      else if (isSafe(name) && isSafe(value)) this.#kept.set(key, { name, value, hostname, secure });
    }
  }

  /** The Cookie header for a request; undefined when there is nothing to send. */
  header({ hostname, protocol }: URL): string | undefined {
    let header = '';
    for (const [, kept] of this.#kept.entries()) {
      if (kept.hostname !== hostname || (kept.secure && protocol !== 'https:')) continue;
      const next = `${header}${header && '; '}${kept.name}=${kept.value}`;
      if (next.length <= maxHeaderLength) header = next;
    }
    return header || undefined;
  }
}

function isSafe(text: string): boolean {
  return /^[\x20-\x3a\x3c-\x7e\x80-\xff]*$/.test(text);
}
