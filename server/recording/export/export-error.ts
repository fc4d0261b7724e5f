import { errorText } from '../../contract/error-text.ts';
import type { ExportReason } from '../../contract/export.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { MatroskaError } from '../matroska/matroska-error.ts';
import { DecodeError } from '../playback/video/decode-error.ts';
import { storageProblem } from '../segment/storage-problem.ts';

/** An export that cannot be made. The message is a sentence for people. */
export class ExportError extends Error {
  readonly reason: ExportReason;

  constructor(reason: ExportReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What stopped an export. @throws the error itself where it is a mistake of ours */
export function exportError(error: unknown): ExportError {
  if (error instanceof ExportError) return error;
  if (error instanceof MatroskaError) {
    const message = `A recording of the range cannot be read: ${errorText(error)}.`;
    return new ExportError('unreadable', message, { cause: error });
  }
  if (error instanceof DecodeError) return new ExportError('no-ffmpeg', error.message, { cause: error });
  if (errnoOf(error) === '') throw error;
  const { kind, message } = storageProblem(error);
  return new ExportError(kind, message, { cause: error });
}
