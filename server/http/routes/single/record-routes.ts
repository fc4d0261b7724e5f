import { recordAnswerSchema, recordBodySchema, recordBodyShape } from '../../../contract/default-camera.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { takeSnapshot } from '../../../snapshot/snapshot.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { neededCamera, type DefaultCameraParts } from './default-camera.ts';
import { noFrameYet } from './default-picture-routes.ts';
import { readRecording } from './record-body.ts';
import type { SingleRecorder } from './single-recorder.ts';

export interface RecordParts extends DefaultCameraParts {
  singleRecorder: SingleRecorder;
  clock: Clock;
}

/** As long as a snapshot waits for a camera that is starting. */
const firstFrameTimeoutMs = 15_000;

const answer = { description: 'The file, with its absolute path', schema: recordAnswerSchema };
const ofRecording = { method: 'post', guard: 'admin', group: 'Cameras' } as const;

/** `/record/start` and `/record/stop`: one recording of the default camera. */
export function recordOperations(parts: RecordParts): Operation[] {
  return [
    operation({
      ...ofRecording,
      path: '/record/start',
      summary: 'Records the default camera until /record/stop',
      body: { schema: recordBodySchema, size: 'small', example: { path: 'door.mkv', fps: 10 } },
      answers: { 200: answer },
      errors: [400, 503],
      async handle(request, response) {
        const body = parseBody(recordBodyShape, request.body ?? {});
        const { singleRecorder: recorder } = parts;
        refuseSecond(recorder);
        const recording = await readRecording(body, recorder);
        const camera = neededCamera(parts);
        await waitForPicture(parts);
        refuseSecond(recorder); // one may have begun meanwhile
        const problem = await recorder.start({ ...recording, camera: camera.config.id });
        if (problem !== undefined) throw new ApiError(503, 'storage', problem);
        response.json({ ok: true, path: recording.path, recording: true });
      },
    }),
    operation({
      ...ofRecording,
      path: '/record/stop',
      summary: 'Ends the recording; answers when its file is whole',
      answers: { 200: answer },
      errors: [409, 503],
      async handle(_request, response) {
        const { singleRecorder: recorder } = parts;
        if (!recorder.current) throw new ApiError(409, 'not-recording', 'Recording not active.');
        const path = await recorder.stop();
        if (path === undefined) throw new ApiError(409, 'nothing-recorded', nothingRecorded);
        response.json({ ok: true, path, recording: false });
      },
    }),
  ];
}

/** @throws ApiError 400 */
function refuseSecond({ current }: SingleRecorder): void {
  if (current) throw new ApiError(400, 'already-recording', 'Recording already in progress.');
}

/** A camera without pictures would leave an empty file. @throws ApiError 503 */
async function waitForPicture(parts: RecordParts): Promise<void> {
  const { hub } = neededCamera(parts);
  const [nowMs, limit] = [parts.clock.nowMs(), AbortSignal.timeout(firstFrameTimeoutMs)];
  const frame = await takeSnapshot(hub, newEnoughMs, nowMs, limit);
  if (!frame || frame.origin === 'placeholder')
    throw new ApiError(503, 'no-frame', noFrameYet, { headers: { 'Retry-After': '2' } });
}

const nothingRecorded =
  'Nothing was written: no picture came between start and stop, or the disk took none. If it happens again, see ' +
  '`recording` of the camera in /health.';

/** A camera that gave a picture so lately is running. */
const newEnoughMs = 1_000;
