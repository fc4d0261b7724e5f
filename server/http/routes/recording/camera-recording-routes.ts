import { z } from 'zod';
import type { Supervisor } from '../../../camera/supervisor.ts';
import { recordingHealthSchema } from '../../../contract/recording-health.ts';
import { recordingSaveSchema, recordingStartSchema } from '../../../contract/recording.ts';
import type { CameraRecorder } from '../../../recording/mode/camera-recorder.ts';
import { recordingHealth } from '../../../recording/recording-health.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { unknownCamera } from '../config-edit.ts';
import { unavailable, type RecordingRouteParts } from './found-recording.ts';

export interface CameraRecordingParts extends RecordingRouteParts {
  cameras: Supervisor;
}

const path = '/api/cameras/{id}/recordings';
const ofCamera = { guard: 'admin', group: 'Recordings', errors: [404, 409, 503] } as const;
const answerSchema = z.object({ recording: recordingHealthSchema });

/** `/api/cameras/{id}/recordings`: records a camera now, ends that, or saves its last seconds. */
export function cameraRecordingOperations(parts: CameraRecordingParts): Operation[] {
  return [
    operation({
      ...ofCamera,
      method: 'post',
      path,
      summary: 'Records the camera now, for a while or until it is stopped',
      description: 'The setting `record.mode` of the camera has to be another than "off".',
      body: { schema: recordingStartSchema, size: 'small', example: { duration: 60 } },
      answers: { 201: { description: 'It is recorded', schema: answerSchema } },
      handle(request, response) {
        const { duration } = parseBody(recordingStartSchema, request.body ?? {});
        const recording = recorderOf(parts, request.params.id);
        recording.start(inMs(duration));
        response.status(201).json({ recording: healthOf(recording) });
      },
    }),
    operation({
      ...ofCamera,
      method: 'delete',
      path,
      summary: 'Ends the recording that was asked for',
      answers: { 200: { description: 'It has ended', schema: answerSchema } },
      handle(request, response) {
        const recording = recorderOf(parts, request.params.id);
        if (recording.isDue) {
          const detail = "The camera is recorded by its setting; change 'record' of the camera to end that.";
          throw new ApiError(409, 'recorded-by-setting', detail);
        }
        recording.stop();
        response.json({ recording: healthOf(recording) });
      },
    }),
    operation({
      ...ofCamera,
      method: 'post',
      path: `${path}/save`,
      summary: 'Saves the last seconds that are in memory, and records the next ones',
      description:
        'Seconds that are left out are those of the setting `record` of the camera. Only the mode "flight" has seconds before.',
      body: { schema: recordingSaveSchema, size: 'small', example: { before: 10, after: 5, protect: true } },
      answers: {
        201: {
          description: 'The seconds that are saved: before the save no more than there are in memory',
          schema: answerSchema.extend({ before: z.number(), after: z.number() }),
        },
      },
      handle(request, response) {
        const { before, after, protect } = parseBody(recordingSaveSchema, request.body ?? {});
        const recording = recorderOf(parts, request.params.id);
        const { beforeMs, afterMs } = recording.save({
          beforeMs: inMs(before),
          afterMs: inMs(after),
          protect,
        });
        response
          .status(201)
          .json({ before: beforeMs / 1_000, after: afterMs / 1_000, recording: healthOf(recording) });
      },
    }),
  ];
}

/** @throws ApiError 404 for an unknown camera, 409 for one whose mode is "off", 503 */
function recorderOf({ cameras, recordings }: CameraRecordingParts, id: string): CameraRecorder {
  const camera = cameras.camera(id);
  if (!camera) throw unknownCamera();
  const recording = recordings.session?.recorder(id);
  if (recording) return recording;
  if ((camera.config.record?.mode ?? 'off') !== 'off')
    throw unavailable('opening', 'The recorder of the camera is being started.');
  const detail = "The camera is not to be recorded: set 'record.mode' to another mode than 'off' first.";
  throw new ApiError(409, 'recording-off', detail);
}

function healthOf({ settings, recorder, video }: CameraRecorder) {
  return recordingHealth(settings.mode, recorder.state, video);
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
