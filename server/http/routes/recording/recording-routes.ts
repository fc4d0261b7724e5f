import {
  recordingEntrySchema,
  recordingPatchSchema,
  recordingsPath,
  type RecordingEntry,
} from '../../../contract/recording.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import {
  findRecording,
  type FoundRecording,
  type OpenRecordings,
  type RecordingRouteParts,
} from './found-recording.ts';
import { onDisk, onFile } from './on-disk.ts';

const path = `${recordingsPath}/{camera}/{id}` as const;

/** One recording: its details, its protection and its end. */
export function recordingOperations(parts: RecordingRouteParts): Operation[] {
  const answer = { description: 'The recording', schema: recordingEntrySchema };
  return [
    operation({
      method: 'get',
      path,
      guard: 'view',
      noStore: true,
      group: 'Recordings',
      summary: 'One recording, with the number and size of its pictures',
      answers: { 200: answer },
      errors: [404, 503],
      async handle(request, response) {
        const found = await findRecording(parts, request.params);
        response.json(await withPictures(found));
      },
    }),
    operation({
      method: 'patch',
      path,
      guard: 'admin',
      group: 'Recordings',
      summary: 'Protects a recording from being removed for the limits, or ends that',
      body: { schema: recordingPatchSchema, size: 'small', example: { protected: true } },
      answers: { 200: answer },
      errors: [404, 409, 503],
      async handle(request, response) {
        const body = parseBody(recordingPatchSchema, request.body);
        const { entry, store } = await closedRecording(parts, request.params);
        await onFile(store, () => store.setProtected(entry.camera, entry.id, body.protected));
        response.json({ ...entry, protected: body.protected });
      },
    }),
    operation({
      method: 'delete',
      path,
      guard: 'admin',
      group: 'Recordings',
      summary: 'Removes a recording that is not protected',
      answers: { 204: { description: 'Removed' } },
      errors: [404, 409, 503],
      async handle(request, response) {
        const { entry, store } = await closedRecording(parts, request.params);
        if (entry.protected) {
          const detail = 'The recording is protected; end the protection first.';
          throw new ApiError(409, 'recording-protected', detail);
        }
        await onDisk(() => store.remove(entry.camera, entry.id));
        response.status(204).end();
      },
    }),
  ];
}

/** @throws ApiError 404, 503, and 409 for one that is being written */
async function closedRecording(parts: RecordingRouteParts, params: { camera: string; id: string }) {
  const found = await findRecording(parts, params);
  if (found.stored) return found;
  throw new ApiError(409, 'recording-open', 'The recording is being written; try again when it is closed.');
}

/** As soon as the readers before this one are done with the disk. */
async function withPictures({
  entry,
  session,
  store,
  ...file
}: FoundRecording & OpenRecordings): Promise<RecordingEntry> {
  if (entry.kind === 'still') return { ...entry, frames: 1 };
  return onFile(store, () =>
    session.readLane.run(async (signal) => {
      const reader = await session.readers.reader(file, signal);
      const { width, height } = reader.facts;
      const film_ms = entry.kind === 'timelapse' ? reader.durationMs : null;
      return { ...entry, film_ms, frames: reader.frameCount, width, height };
    }),
  );
}
