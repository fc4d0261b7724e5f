import type { RequestHandler } from 'express';
import type { StreamMarks } from '../../camera/stream-marks.ts';
import { streamMarkHeader, streamMarksText } from '../../contract/stream-mark.ts';

/**
 * Marks every answer about a camera, so that a capture knows its own. A server that shows this camera is cut off when
 * the marks it was told are no longer true: it comes again and learns the new ones.
 */
export function markStreams(marks: StreamMarks): RequestHandler<{ id: string }> {
  return (request, response, next) => {
    const { id } = request.params;
    response.setHeader(streamMarkHeader, streamMarksText(marks.of(id)));
    if (request.headers[streamMarkHeader] !== undefined) {
      response.once(
        'close',
        marks.onChange(id, () => response.destroy()),
      );
    }
    next();
  };
}
