import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { StreamMarks } from '../../camera/stream-marks.ts';
import { streamMarkHeader, streamMarksText } from '../../contract/stream-mark.ts';

/** Marks every answer about a camera. */
export function markStreams(marks: StreamMarks): RequestHandler<{ id: string }> {
  return (request, response, next) => {
    markAnswer(marks, request.params.id, request, response);
    next();
  };
}

/**
 * Marks an answer about a camera, so that a server notices when it would capture its own stream. The connection of another
 * server that shows this camera is cut when the marks change: it connects again and gets the new ones.
 */
export function markAnswer(
  marks: StreamMarks,
  id: string,
  { headers }: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
): void {
  response.setHeader(streamMarkHeader, streamMarksText(marks.of(id)));
  if (headers[streamMarkHeader] === undefined) return;
  response.once(
    'close',
    marks.onChange(id, () => response.destroy()),
  );
}
