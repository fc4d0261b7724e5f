import { frameQuerySchema, recordingsPath } from '../../../contract/recording.ts';
import { readStored, wholeJpegFrame } from '../../../recording/playback/stored-picture.ts';
import { readStill } from '../../../recording/thumbnail.ts';
import { captureTime } from '../../../recording/timed/film-times.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseQuery } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import {
  findRecording,
  type FoundRecording,
  type OpenRecordings,
  type RecordingRouteParts,
} from './found-recording.ts';
import { onFile } from './on-disk.ts';

interface FileFrame {
  jpeg: Buffer;
  /** Milliseconds since the epoch; undefined: the file does not say. */
  capturedAt: number | undefined;
}

/** Single pictures of a recording, a film or a still. */
export function recordingFrameOperations(parts: RecordingRouteParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: `${recordingsPath}/{camera}/{id}/frame`,
      guard: 'view',
      group: 'Recordings',
      summary: 'One picture of a recording or of a film, as the camera sent it; of H.264 a JPEG is made',
      description: 'The header `X-Timestamp` says when it was captured, in seconds since 1970.',
      query: frameQuerySchema,
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 422, 503],
      async handle(request, response) {
        const { n = '0' } = parseQuery(frameQuerySchema, request.query);
        const found = await findRecording(parts, request.params);
        const frame = await onFile(found.store, () => frameOf(found, Number(n)));
        if (!frame) throw new ApiError(404, 'no-such-frame', `The recording has no picture ${n}.`);
        const { jpeg, capturedAt } = frame;
        response.set({
          'Content-Type': 'image/jpeg',
          'Cache-Control': found.stored ? 'private, max-age=3600' : 'no-store',
          ...(capturedAt !== undefined && { 'X-Timestamp': (capturedAt / 1_000).toFixed(3) }),
        });
        response.end(jpeg);
      },
    }),
  ];
}

/** Undefined: there is no picture of that number. One reader at a time: the lane bounds how many wait. */
async function frameOf(
  { session, entry, path, writing }: FoundRecording & OpenRecordings,
  number: number,
): Promise<FileFrame | undefined> {
  const left = new AbortController().signal;
  if (entry.kind === 'still') {
    if (number > 0) return undefined;
    return { jpeg: await session.readLane.run(() => readStill(path)), capturedAt: entry.start_ms };
  }
  const found = await session.readLane.run(async (signal) => {
    const reader = await session.readers.reader({ path, writing }, signal);
    if (number >= reader.frameCount) return undefined;
    const capturedAt = await captureTime(reader, number);
    const wanted = { file: entry.id, number, capturedAt: 0 };
    return { stored: await readStored(reader, wanted, -1, signal), capturedAt };
  });
  if (!found) return undefined;
  const { stored, capturedAt } = found;
  const { jpeg } = await wholeJpegFrame(stored, (group) => session.decoders.single(group, left), left);
  return { jpeg, capturedAt };
}
