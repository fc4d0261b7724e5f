import type { RequestHandler } from 'express';

/**
 * Reads several slashes in a row as one, e.g. in "//cam/door/snapshot" of a client that was given an address with a slash
 * at its end. Stands before everything that looks at the path, above all before the guards.
 */
export const mergeSlashes: RequestHandler = (request, _response, next) => {
  request.url = withoutSlashRuns(request.url);
  next();
};

/** A request's target with single slashes in its path; its query, and a target that is a whole URL, stay as they are. */
export function withoutSlashRuns(target: string): string {
  if (!target.startsWith('/')) return target;
  const [path = '', query] = target.split(/(\?.*)/s);
  return path.replaceAll(/\/{2,}/g, '/') + (query ?? '');
}
