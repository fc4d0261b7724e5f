import { captureErrorText } from '../contract/capture-error.ts';
import { redactDevice } from '../contract/config/device-address.ts';
import type { CameraHealth, Health } from '../contract/health.ts';
import type { Camera } from './camera.ts';

/** Facts about a camera that other parts of the server know. */
interface CameraSurroundings {
  port: Pick<CameraHealth, 'port_state' | 'port_problem'>;
  moved_to: CameraHealth['moved_to'];
  recording: CameraHealth['recording'];
  publishing: CameraHealth['publishing'];
}

/** The answer of GET /health. */
export function healthReport(
  reports: CameraHealth[],
  {
    problems,
    system,
    kiosk,
    walls,
    addresses,
  }: Pick<Health, 'problems' | 'system' | 'kiosk' | 'walls' | 'addresses'>,
): Health {
  const count = (state: CameraHealth['state']) => reports.filter((report) => report.state === state).length;
  const summary = {
    total: reports.length,
    online: count('online'),
    stale: count('stale'),
    offline: count('offline'),
  };
  return {
    status: 'ok',
    ok:
      problems.length === 0 &&
      summary.online === summary.total &&
      reports.every(({ port_state }) => port_state !== 'taken'),
    problems,
    summary,
    system,
    kiosk,
    walls,
    addresses,
    cameras: reports,
  };
}

/** One camera's entry of GET /health. @param nowMs monotonic milliseconds */
export function cameraHealth(camera: Camera, surroundings: CameraSurroundings, nowMs: number): CameraHealth {
  const { config, state } = camera;
  const { last } = camera.counters;
  const ageMs = frameAgeMs(camera, nowMs);
  const fps = state.kind === 'live' ? camera.meter.framesPerSecond(nowMs) : undefined;
  const failed = state.kind === 'retrying' ? state : undefined;
  return {
    id: config.id,
    ...publishedState(camera, nowMs),
    device: redactDevice(config.device),
    port: config.port ?? null,
    last_frame_age: ageMs === null ? null : round(ageMs / 1_000),
    last_frame_ts: last ? round(last.capturedAt / 1_000) : null,
    subscribers: camera.hub.viewerCount,
    name: config.name,
    group: config.group ?? null,
    kind: state.kind,
    reason: failed?.reason ?? null,
    detail: failed?.detail ?? '',
    advice: failed ? captureErrorText[failed.reason].advice : '',
    notices: [...camera.notices],
    stale_after: camera.pace.staleAfterMs / 1_000,
    fps: fps === undefined ? null : round(fps),
    ...sizeAsSeen(last),
    ...surroundings.port,
    moved_to: surroundings.moved_to,
    recording: surroundings.recording,
    publishing: surroundings.publishing,
  };
}

/** A frame is coded as the sensor sees it. After a quarter turn its width and height are exchanged for viewers. */
function sizeAsSeen(frame: Camera['counters']['last']): Pick<CameraHealth, 'width' | 'height'> {
  if (!frame) return { width: null, height: null };
  const { width, height, orientation = 1 } = frame;
  return orientation >= firstQuarterTurn ? { width: height, height: width } : { width, height };
}

/** EXIF's orientations 5 to 8 exchange width and height. */
const firstQuarterTurn = 5;

/**
 * The state that /health publishes, and one line for people. A sleeping camera counts as online, because it worked when
 * it was last read.
 */
export function publishedState(camera: Camera, nowMs: number): Pick<CameraHealth, 'state' | 'message'> {
  const { state } = camera;
  const ageMs = frameAgeMs(camera, nowMs);
  switch (state.kind) {
    case 'live':
      return ageMs !== null && ageMs > camera.pace.staleAfterMs
        ? { state: 'stale', message: 'no recent frames' }
        : { state: 'online', message: 'running' };
    case 'sleeping':
      return { state: 'online', message: 'sleeping: nobody watches' };
    case 'starting':
      return { state: 'offline', message: 'starting' };
    case 'retrying':
      return { state: 'offline', message: `${captureErrorText[state.reason].title}: ${state.detail}` };
    case 'stopped':
      return { state: 'offline', message: 'not started' };
    default:
      return state satisfies never;
  }
}

/** Milliseconds since the newest frame; null before the first. */
export function frameAgeMs({ counters }: Camera, nowMs: number): number | null {
  return counters.last ? Math.max(0, nowMs - counters.last.capturedAtMs) : null;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
