import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ConfigFileError } from '../config/config-file-error.ts';
import type { Logger } from '../runtime/logger.ts';
import { ApiError } from './api-error.ts';

/** Turns everything thrown into the family's `{ detail }` answer, with our `code` beside it. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const answer = error instanceof ApiError ? error : fromExpress(error);
    if (answer.status >= 500 && !(error instanceof ApiError))
      logger.error({ err: error, path: request.path }, 'request failed');
    response.status(answer.status).set(answer.headers).json({ detail: answer.detail, code: answer.code });
  };
}

export const notFound: RequestHandler = () => {
  throw new ApiError(404, 'not-found', 'Not Found');
};

/** The answer of a path that exists to a method it does not have. */
export function methodNotAllowed(allowed: string): RequestHandler {
  return () => {
    throw new ApiError(405, 'method-not-allowed', 'Method Not Allowed', { Allow: allowed });
  };
}

/** Express and its body parser throw errors with a status of their own. */
function fromExpress(error: unknown): ApiError {
  const { status, type, limit } = error as { status?: unknown; type?: unknown; limit?: unknown };
  if (type === 'entity.parse.failed') {
    const msg = error instanceof Error ? error.message : 'not JSON';
    return new ApiError(422, 'json-invalid', [
      { type: 'json_invalid', loc: ['body', 0], msg: `JSON decode error: ${msg}` },
    ]);
  }
  if (type === 'entity.too.large') {
    return new ApiError(413, 'too-large', `The body is larger than ${Number(limit) / 1024} kB.`);
  }
  // Only those who may change things get here, so the path in it is for them.
  if (error instanceof ConfigFileError) return new ApiError(500, error.code, error.message);
  if (error instanceof URIError)
    return new ApiError(400, 'bad-path', 'The path is not valid percent-encoding.');
  if (typeof status === 'number' && status >= 400 && status < 500 && error instanceof Error) {
    return new ApiError(status, 'bad-request', error.message);
  }
  return new ApiError(500, 'internal', 'Internal Server Error');
}
