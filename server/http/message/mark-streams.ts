import type { RequestHandler } from 'express';
import type { StreamMarks } from '../../camera/stream-marks.ts';
import { streamMarkHeader, streamMarksText } from '../../contract/stream-mark.ts';

/**
 * Marks every answer about a camera, so that a server notices when it would capture its own stream. The connection of
 * another server that shows this camera is cut when the marks change: it connects again and gets the new ones.
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
