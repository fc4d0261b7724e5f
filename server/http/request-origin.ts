import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { ApiError } from './api-error.ts';

/** Whether a method is there to change something. */
export function isWrite(method: string): boolean {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}

/** Refuses writes that a page of another site makes a browser send (CSRF). @throws ApiError 403 `cross-origin` */
export const refuseForeignWrites: RequestHandler = (request, response, next) => {
  if (isWrite(request.method)) refuseForeignPages(request, response, next);
  else next();
};

/** Refuses what a page of another site makes a browser send. @throws ApiError 403 `cross-origin` */
export const refuseForeignPages: RequestHandler = ({ headers }, _response, next) => {
  if (isForeign(headers)) {
    throw new ApiError(
      403,
      'cross-origin',
      `Refused: a page of ${headers.origin ?? 'another site'} may not use ${headers.host} this way. ` +
        'Behind a proxy, let it pass on the Host header (nginx: proxy_set_header Host $http_host).',
    );
  }
  next();
};

/** Whether the headers tell of a page that is not ours. Programs like curl send neither of them. */
export function isForeign({
  origin,
  host,
  'sec-fetch-site': site,
}: Pick<IncomingHttpHeaders, 'origin' | 'host' | 'sec-fetch-site'>): boolean {
  if (site === 'cross-site') return true;
  if (origin === undefined) return false;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  // "null": a sandboxed frame, a file, a redirect from elsewhere.
  if (!page || page.host === '' || host === undefined) return true;
  const ours = URL.canParse(`${page.protocol}//${host}`) ? new URL(`${page.protocol}//${host}`) : undefined;
  if (!ours) return true;
  // nginx's `$host`, which many configurations pass on, has lost the port.
  const hostHasPort = /:\d+$/.test(host);
  return hostHasPort ? ours.host !== page.host : ours.hostname !== page.hostname;
}
