import type { RequestHandler } from 'express';

/**
 * Sends a path with a slash at its end to the one without, as the contract does. The address is relative to the last
 * segment, so that it is right behind a proxy that puts a camera under a path of its own, and never leads elsewhere.
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
