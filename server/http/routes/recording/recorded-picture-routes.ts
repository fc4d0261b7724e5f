import type { Response } from 'express';
import { recordedPictureQuerySchema, recordingsPath } from '../../../contract/recording.ts';
import { NotPlayableError } from '../../../recording/playback/not-playable.ts';
import type { PastPicture, Playbacks } from '../../../recording/playback/playbacks.ts';
import { QueueFullError } from '../../../runtime/queue/fair-queue.ts';
import type { FrameResizer } from '../../../stream/frame-resizer.ts';
import { clientOf } from '../../gate/client-of.ts';
import { queueRefusal } from '../../gate/limit-refusal.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseQuery } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { openRecordings, type RecordingRouteParts } from './found-recording.ts';
import { onDisk } from './on-disk.ts';

export interface RecordedPictureParts extends RecordingRouteParts {
  playbacks: Playbacks;
  variants: { resizer: FrameResizer };
}

/** `/api/recordings/{camera}/frame`: one picture of the past. */
export function recordedPictureOperations(parts: RecordedPictureParts): Operation[] {
  return [
    operation({
      method: 'get',
      guard: 'view',
      group: 'Recordings',
      path: `${recordingsPath}/{camera}/frame`,
      summary: 'The picture of a camera that was on show at a time',
      query: recordedPictureQuerySchema,
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 422, 503],
      async handle(request, response) {
        const { at, width } = parseQuery(recordedPictureQuerySchema, request.query);
        const left = leaving(response);
        const { frame, id, isFinal } = await pictureAt(parts, request.params.camera, at, left);
        response.set({
          'Content-Type': 'image/jpeg',
          'Cache-Control': isFinal ? 'private, max-age=3600' : 'private, no-cache',
          ETag: `"${id}-${width ?? 'whole'}"`,
          'X-Timestamp': (frame.capturedAt / 1_000).toFixed(3),
        });
        if (request.fresh) {
          response.status(304).end();
          return;
        }
        const copy = { work: 'snapshot', client: clientOf(request), signal: left } as const;
        const { jpeg } = await parts.variants.resizer
          .resize(frame, { width }, copy)
          .catch((error: unknown) => {
            throw error instanceof QueueFullError ? queueRefusal('pictures', error) : error;
          });
        response.send(jpeg);
      },
    }),
  ];
}

/** @throws ApiError 404, 503 */
async function pictureAt(
  { recordings, playbacks }: RecordedPictureParts,
  camera: string,
  atMs: number,
  left: AbortSignal,
): Promise<PastPicture> {
  try {
    const isThere = (await openRecordings(recordings)) !== undefined;
    const picture = isThere ? await onDisk(() => playbacks.picture(camera, atMs, left)) : undefined;
    if (picture) return picture;
  } catch (error) {
    if (!(error instanceof NotPlayableError)) throw error;
  }
  throw new ApiError(404, 'no-picture', 'The camera has no picture of this time: it was not recorded then.');
}

/** Aborts when the client has left. */
function leaving(response: Response): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}
