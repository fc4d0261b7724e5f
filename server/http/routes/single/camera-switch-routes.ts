import type { CameraSwitches } from '../../../camera/camera-switches.ts';
import type { Camera } from '../../../camera/camera.ts';
import { publishedState } from '../../../camera/health-report.ts';
import type { CameraState } from '../../../contract/camera-state.ts';
import { captureErrorText } from '../../../contract/capture-error.ts';
import {
  cameraStartPath,
  cameraStatusPath,
  cameraStopPath,
  defaultCameraStatusSchema,
  okSchema,
  type DefaultCameraStatus,
} from '../../../contract/default-camera.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Listeners } from '../../../runtime/listeners.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { defaultCamera, mayBeOpened, neededCamera, type DefaultCameraParts } from './default-camera.ts';
import type { SingleRecorder } from './single-recorder.ts';

export interface CameraSwitchParts extends DefaultCameraParts {
  switches: CameraSwitches;
  /** Told of each change of a camera's state. */
  changed: Listeners<[cameraId: string]>;
  singleRecorder: SingleRecorder;
  clock: Clock;
}

/** As long as a snapshot waits for a camera that is starting. */
const startTimeoutMs = 15_000;
/** A capture that does not end by itself is killed before. */
const stopTimeoutMs = 5_000;

const ofDefault = { group: 'Cameras' } as const;

/** `/camera/status`, `/camera/start` and `/camera/stop`: whether the default camera runs. */
export function cameraSwitchOperations(parts: CameraSwitchParts): Operation[] {
  return [
    operation({
      ...ofDefault,
      method: 'get',
      path: cameraStatusPath,
      // It names a file on this machine.
      guard: 'view-and-status',
      noStore: true,
      summary: 'Whether the default camera runs and is recorded',
      answers: { 200: { description: 'Also where there is no camera', schema: defaultCameraStatusSchema } },
      handle(_request, response) {
        response.json(statusOf(parts));
      },
    }),
    operation({
      ...ofDefault,
      method: 'post',
      path: cameraStartPath,
      guard: 'admin',
      summary: 'Starts the default camera again, and waits for its first picture',
      answers: { 200: { description: 'It runs', schema: okSchema } },
      errors: [500, 503],
      async handle(_request, response) {
        const camera = neededCamera(parts);
        const wasOff = parts.switches.switchOn(camera.config.id);
        const mustTry = wasOff || camera.state.kind === 'retrying';
        const state = await stateAfter(parts, camera, mustTry, startTimeoutMs);
        if (state.kind === 'live' || state.kind === 'sleeping') response.json({ ok: true });
        else throw notStarted(state);
      },
    }),
    operation({
      ...ofDefault,
      method: 'post',
      path: cameraStopPath,
      guard: 'admin',
      summary: 'Stops the default camera until it is started or the server starts again',
      description: 'Ends its recording. Its viewers see a placeholder.',
      answers: { 200: { description: 'It is stopped', schema: okSchema } },
      errors: [503],
      async handle(_request, response) {
        const camera = neededCamera(parts);
        if (parts.singleRecorder.current) await parts.singleRecorder.stop();
        const wasOn = parts.switches.switchOff(camera.config.id);
        await stateAfter(parts, camera, wasOn, stopTimeoutMs);
        response.json({ ok: true });
      },
    }),
  ];
}

function statusOf(parts: CameraSwitchParts): DefaultCameraStatus {
  const camera = defaultCamera(parts);
  const { current } = parts.singleRecorder;
  const health = camera && publishedState(camera, parts.clock.nowMs());
  return {
    running: health?.state === 'online',
    backend: camera && mayBeOpened(camera, parts.ownCameras) ? 'picamera2' : 'picamera2-unavailable',
    recording: current !== undefined,
    recording_path: current?.path ?? null,
    camera: camera?.config.id ?? null,
    message: health?.message ?? 'no camera is configured',
  };
}

/**
 * The state that a camera comes to when it has tried, or the one it has after `limitMs`.
 * @param restart whether it is to try now, so that the state of before does not count
 */
async function stateAfter(
  { changed, clock }: Pick<CameraSwitchParts, 'changed' | 'clock'>,
  camera: Camera,
  restart: boolean,
  limitMs: number,
): Promise<CameraState> {
  const before = restart ? camera.state : undefined;
  const over = new AbortController();
  const look = () => {
    if (camera.state !== before && camera.state.kind !== 'starting') over.abort();
  };
  changed.add((id) => id === camera.config.id && look(), over.signal);
  if (restart) camera.restart();
  look();
  await clock.sleep(limitMs, over.signal);
  over.abort();
  return camera.state;
}

function notStarted(state: Exclude<CameraState, { kind: 'live' | 'sleeping' }>): ApiError {
  switch (state.kind) {
    case 'retrying': {
      const { title, advice } = captureErrorText[state.reason];
      return new ApiError(500, state.reason, `${title}: ${state.detail}. ${advice}`);
    }
    case 'starting':
      return new ApiError(503, 'no-frame', 'The camera did not deliver a picture in time.', {
        headers: { 'Retry-After': '2' },
      });
    case 'stopped':
      return new ApiError(503, 'no-camera', 'The camera was removed, or the server ends.');
    default:
      return state satisfies never;
  }
}
