/** The headers of HTTP Basic. */
export function basic(
  credentials: string,
  encoding: BufferEncoding = 'utf8',
): { headers: Record<string, string> } {
  return { headers: { Authorization: `Basic ${Buffer.from(credentials, encoding).toString('base64')}` } };
}

/** The request of POST /api/session. */
export function login(username: string, password: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ username, password }),
  };
}

/** The first cookie an answer sets, as a request sends it back. */
export function cookieOf(response: Response): { headers: Record<string, string> } {
  return { headers: { Cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' } };
}
