/** Chromium's numbers for the failures that a page from a server on this machine can have. */
const codes: Record<string, number> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_TIMED_OUT: -7,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_CLOSED: -100,
  ERR_CONNECTION_RESET: -101,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
  ERR_CERT_AUTHORITY_INVALID: -202,
  ERR_INVALID_RESPONSE: -320,
  ERR_EMPTY_RESPONSE: -324,
};

/** How the promise of loadURL rejects. */
export class NavigationError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly url: string;

  /** @param text as the protocol has it, e.g. net::ERR_CONNECTION_REFUSED */
  constructor(text: string, url: string) {
    const code = text.replace('net::', '');
    const errno = codes[code] ?? codes['ERR_FAILED'] ?? 0;
    super(`${code} (${errno}) loading '${url}'`);
    this.code = code;
    this.errno = errno;
    this.url = url;
  }

  get isAborted(): boolean {
    return this.errno === codes['ERR_ABORTED'];
  }
}
