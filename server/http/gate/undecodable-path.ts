import { Router, type RequestHandler } from 'express';

/**
 * Asks `guards` for a path that is not valid percent-encoding. The router refuses such a path where it looks for the {names}
 * of an operation, before the guard of that operation: a stranger would learn which operations exist.
 */
export function guardUndecodablePaths(guards: readonly RequestHandler[]): Router {
  const router = Router();
  router.use(({ path }, _response, next) => next(isDecodable(path) ? 'router' : undefined), ...guards);
  return router;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
