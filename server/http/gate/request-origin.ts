import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { ApiError } from '../message/api-error.ts';
import { isNearClient } from './client-of.ts';

/** Whether a method is there to change something. */
export function isWrite(method: string): boolean {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}

/** Refuses writes that a page of another site makes a browser send (CSRF). @throws ApiError 403 `cross-origin` */
export const refuseForeignWrites: RequestHandler = (request, response, next) => {
  if (isWrite(request.method)) refuseForeignPages(request, response, next);
  else next();
};

/** Refuses requests that a page of another site makes a browser send. @throws ApiError 403 `cross-origin` */
export const refuseForeignPages: RequestHandler = ({ headers, secure, socket }, _response, next) => {
  if (isForeign(headers, { isSecure: secure, isNear: isNearClient(socket) })) {
    throw new ApiError(
      403,
      'cross-origin',
      `Refused: a page of ${headers.origin ?? 'another site'} may not use ${headers.host} this way. ` +
        'Behind a proxy, let it pass on the Host header with its port ' +
        '(nginx: proxy_set_header Host $http_host, not $host).',
    );
  }
  next();
};

type OriginHeaders = Pick<IncomingHttpHeaders, 'origin' | 'host' | 'sec-fetch-site'> & {
  'x-forwarded-host'?: string | string[] | undefined;
  'x-forwarded-port'?: string | string[] | undefined;
};

/** How a request came. */
interface Arrival {
  /** The client uses HTTPS, perhaps only up to a proxy that says so. */
  isSecure: boolean;
  /** It comes from this machine, where a proxy is believed which port it was asked under. */
  isNear: boolean;
}

/** Whether the headers tell of a page of another server. Programs like curl send neither Origin nor Sec-Fetch-Site. */
export function isForeign(headers: OriginHeaders, { isSecure, isNear }: Arrival): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site === 'cross-site') return true;
  if (origin === undefined) return false;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  // "null": a sandboxed frame, a file, a redirect from elsewhere.
  if (!page || page.host === '' || host === undefined) return true;
  // The opposite is allowed: a proxy may have taken off the TLS and not said so.
  if (isSecure && page.protocol === 'http:') return true;
  const own = urlOf(page.protocol, host);
  if (!own || own.hostname !== page.hostname) return true;
  if (own.host === page.host) return false;
  if (hasPort(host)) return true;
  // nginx's `$host`, which many configurations pass on, has lost the port. The browser or the proxy may still tell it.
  return (
    site !== 'same-origin' && !(isNear && urlOf(page.protocol, hostAtProxy(headers))?.host === page.host)
  );
}

/** A page of another site cannot set these headers: its browser would have to ask this server first (CORS). */
function hostAtProxy({ host, 'x-forwarded-host': name, 'x-forwarded-port': port }: OriginHeaders): string {
  if (typeof port === 'string' && /^\d{1,5}$/.test(port)) return `${host}:${port}`;
  return typeof name === 'string' ? (name.split(',')[0] ?? '').trim() : '';
}

function hasPort(host: string): boolean {
  return /:\d+$/.test(host);
}

function urlOf(protocol: string, host: string): URL | undefined {
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}
