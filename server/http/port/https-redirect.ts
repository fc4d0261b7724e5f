import type { IncomingMessage, ServerResponse } from 'node:http';

/** A name or an address, and perhaps a port: nothing that a browser could read as the end of the host. */
const hostPattern = /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * Redirects a request in plain HTTP to the same address in HTTPS, or refuses it where its Host header is not usable. Its
 * body is not read.
 */
export function redirectToHttps(request: IncomingMessage, response: ServerResponse): void {
  const location = httpsLocation(request.headers.host, request.url ?? '/');
  const detail = location
    ? `This server is reached by HTTPS: ${location}`
    : 'This server is reached by HTTPS, and the Host header does not say where.';
  const body = JSON.stringify({ detail, code: location ? 'https-only' : 'bad-host' });
  response.writeHead(location ? 308 : 400, {
    ...(location ? { Location: location } : {}),
    // Browsers would remember the redirect, and follow it also after HTTPS was switched off.
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.end(body);
}

/** The address of `url` on `host` in HTTPS, on the same port; undefined for a Host header that is no host. */
export function httpsLocation(host: string | undefined, url: string): string | undefined {
  if (host === undefined || !hostPattern.test(host)) return undefined;
  // A request to a proxy has a whole URL here, OPTIONS may have "*".
  const path = url.startsWith('/') ? url : '/';
  return `https://${host}${path.replace(/[^\x21-\x7e]/g, encodeURIComponent)}`;
}
