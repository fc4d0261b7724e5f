import type { RequestHandler } from 'express';
import type { ServerSettings } from '../../contract/config/config.ts';
import { isPicturePath } from './picture-path.ts';

/** Headers of an answer that a script may read besides those that browsers always let it read. */
const exposedHeaders = 'X-Timestamp, X-Sequence, X-Placeholder, Retry-After';
const preflightMaxAgeSeconds = '600';

/**
 * Lets scripts of the configured origins read streams and snapshots, and answers the preflight requests of their
 * browsers. A browser's own credentials are never accepted from there: a script has to send a token.
 */
export function allowPictureOrigins(settings: () => Pick<ServerSettings, 'cors_origins'>): RequestHandler {
  return (request, response, next) => {
    const { cors_origins: origins } = settings();
    const { origin } = request.headers;
    if (origins.length === 0 || !isPicturePath(request.path)) return next();
    const anyOrigin = origins.includes('*');
    if (!anyOrigin) response.vary('Origin');
    if (origin === undefined || !(anyOrigin || origins.map(asSent).includes(origin))) return next();
    response.set({
      'Access-Control-Allow-Origin': anyOrigin ? '*' : origin,
      'Access-Control-Expose-Headers': exposedHeaders,
    });
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return next();
    response.status(204).set({
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': 'Authorization, Cache-Control, X-Requested-With',
      'Access-Control-Max-Age': preflightMaxAgeSeconds,
    });
    response.end();
  };
}

/** An origin as browsers send it: without the usual port, and an IPv6 address in its short form. */
function asSent(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).origin : origin;
}
