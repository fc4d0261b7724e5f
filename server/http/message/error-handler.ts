import type { ErrorRequestHandler, RequestHandler } from 'express';
import { KioskRefusal } from '../../attached-kiosk.ts';
import { ConfigFileError } from '../../config/config-file-error.ts';
import type { Logger } from '../../log/logger.ts';
import { UndecodablePictureError } from '../../picture/resize-jpeg.ts';
import { TooManyWaitingError } from '../../runtime/queue/turns.ts';
import { ApiError } from './api-error.ts';
import { sendErrorPage, wantsPage } from './error-page.ts';

/**
 * Turns everything thrown into an answer `{ detail }` as in the parent API, with `code` beside it. A person who opens an
 * address in a browser gets a page in words.
 */
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
    const { detail, code, field, problems, address } = answer;
    response.set(answer.headers).vary('Accept');
    if (wantsPage(request)) sendErrorPage(request, response, answer);
    else response.status(answer.status).json({ detail, code, field, problems, address });
  };
}

export const notFound: RequestHandler = () => {
  throw new ApiError(404, 'not-found', 'Not Found');
};

/** Express throws errors with a status of their own. */
function fromExpress(error: unknown): ApiError {
  const { status } = error as { status?: unknown };
  if (error instanceof ConfigFileError) {
    return new ApiError(
      error.code === 'disk-full' ? 507 : 500,
      'not-saved',
      `Nothing was changed. ${error.message}.`,
    );
  }
  if (error instanceof KioskRefusal) {
    return new ApiError(kioskStatuses[error.code], error.code, error.message);
  }
  if (error instanceof TooManyWaitingError) {
    return new ApiError(503, 'busy', `${error.message}.`, { headers: { 'Retry-After': '1' } });
  }
  if (error instanceof UndecodablePictureError) {
    return new ApiError(503, 'bad-picture', 'The picture of the camera cannot be decoded.', {
      headers: { 'Retry-After': '2' },
    });
  }
  if (error instanceof URIError)
    return new ApiError(400, 'bad-path', 'The path is not valid percent-encoding.');
  // The message of a file that is not there names its place on this machine.
  if (status === 404) return new ApiError(404, 'not-found', 'Not Found');
  if (typeof status === 'number' && status >= 400 && status < 500 && error instanceof Error) {
    return new ApiError(status, 'bad-request', error.message);
  }
  return new ApiError(500, 'internal', 'Internal Server Error');
}

const kioskStatuses = { 'no-such-display': 404, 'no-window': 409, 'not-stored': 500 } as const;
