import { z } from 'zod';
import type { ConfigStore } from '../../../config/config-store.ts';
import { parseSettingsPatch } from '../../../contract/config/settings-body.ts';
import { uploadSchema } from '../../../contract/config/upload.ts';
import { recordingsPath } from '../../../contract/recording.ts';
import { uploadReportSchema, uploadsPath, uploadTestSchema } from '../../../contract/upload.ts';
import type { Uploads } from '../../../recording/upload/uploads.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { refusal } from '../config-edit.ts';
import { findRecording, type RecordingRouteParts } from './found-recording.ts';
import { onDisk } from './on-disk.ts';

export interface UploadRouteParts extends RecordingRouteParts {
  store: ConfigStore;
  uploads: Uploads;
  /** Aborts when the server ends. */
  stopping: AbortSignal;
}

const ofUploads = { guard: 'admin', group: 'Recordings' } as const;

/** `/api/uploads`: recordings on their way to S3-compatible storage. */
export function uploadOperations(parts: UploadRouteParts): Operation[] {
  const { store, uploads, stopping } = parts;
  const answers = { 200: { description: 'As it is now', schema: uploadReportSchema } };
  return [
    operation({
      ...ofUploads,
      method: 'get',
      path: uploadsPath,
      noStore: true,
      summary: 'Uploads: their state, what waits, and why nothing is uploaded',
      answers,
      handle(_request, response) {
        response.json(uploads.report());
      },
    }),
    operation({
      ...ofUploads,
      method: 'post',
      path: `${uploadsPath}/retry`,
      summary: 'Ends the wait after a failure',
      answers,
      handle(_request, response) {
        uploads.retryNow();
        response.json(uploads.report());
      },
    }),
    operation({
      ...ofUploads,
      method: 'post',
      path: `${uploadsPath}/test`,
      summary: 'Writes a tiny object to the storage and removes it',
      description:
        'The body has fields of the setting `recordings.upload`; what is left out is as it is set. Nothing is saved.',
      body: { schema: uploadSchema.partial(), size: 'small', example: {} },
      answers: { 200: { description: 'Whether it works, and if not, why', schema: uploadTestSchema } },
      errors: [400, 409],
      async handle(request, response) {
        const patch: unknown = request.body ?? {};
        const parsed = parseSettingsPatch({ recordings: { upload: asEnabled(patch) } }, store.current);
        if (!parsed.ok) throw refusal(parsed);
        const answer = await uploads.test(parsed.config.recordings.upload, stopping);
        if (!answer) throw new ApiError(409, 'test-running', 'Another test is running; wait for its end.');
        response.json(answer);
      },
    }),
    operation({
      ...ofUploads,
      method: 'post',
      path: `${recordingsPath}/{camera}/{id}/upload`,
      summary: 'Uploads a recording that was not to be uploaded, or uploads it again',
      answers: {
        202: { description: 'It waits for its turn', schema: z.object({ status: z.literal('waiting') }) },
      },
      errors: [404, 409, 503],
      async handle(request, response) {
        if (!uploads.isOn) {
          const detail = "Uploads are off: set 'recordings.upload' first.";
          throw new ApiError(409, 'uploads-off', detail);
        }
        const { store: recordings, stored } = await findRecording(parts, request.params);
        if (!stored) throw new ApiError(409, 'recording-open', 'It is being written; wait for its end.');
        const { camera, id, kind } = stored;
        if (kind !== 'recording')
          throw new ApiError(409, 'no-recording', 'Films and stills are not uploaded.');
        await onDisk(() => recordings.setWaiting(camera, id, true));
        response.status(202).json({ status: 'waiting' });
      },
    }),
  ];
}

/** A test is of settings that would be in use, so all of them have to be there. */
function asEnabled(patch: unknown): unknown {
  return typeof patch === 'object' && patch !== null && !Array.isArray(patch)
    ? { ...patch, enabled: true }
    : patch;
}
