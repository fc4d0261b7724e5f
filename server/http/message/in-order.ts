import type { RequestHandler } from 'express';

/**
 * One handler that runs `handlers` one after the other until one answers, fails or throws. Express matches the path and makes
 * objects for each handler of its own: for the six that stand before every request that was a tenth of the garbage of a snapshot.
 */
export function inOrder(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let index = 0;
    const goOn = (error?: unknown): void => {
      const handler = handlers[index++];
      // Express takes null for no error, too.
      if (handler && !error) handler(request, response, goOn);
      else next(error);
    };
    goOn();
  };
}
