import type { RequestHandler } from 'express';

/**
 * Redirects a path with a slash at its end to the path without it, as the parent API does. The address is relative to the
 * last segment: so it is right behind a proxy that serves a camera under another path, and never leads to another server.
 */
export const trailingSlash: RequestHandler = (request, response, next) => {
  const [path = '', query] = request.originalUrl.split(/\?(.*)/s);
  const [, segment, slashes = ''] = /([^/]+)(\/+)$/.exec(path) ?? [];
  if (segment === undefined) return next();
  const suffix = query === undefined ? '' : `?${query}`;
  response
    .status(307)
    .set('Location', `${'../'.repeat(slashes.length)}${segment}${suffix}`)
    .end();
};
