import type { CameraHealth } from '../../../server/contract/health.ts';

/** A camera as /health tells of it: live and well, but for what is given. */
export function cameraHealth(given: Partial<CameraHealth> = {}): CameraHealth {
  return { ...live, ...given };
}

/** Cameras of these ids, named in capitals. */
export function camerasOf(...ids: string[]): CameraHealth[] {
  return ids.map((id) => cameraHealth({ id, name: id.toUpperCase() }));
}

const live: CameraHealth = {
  id: 'door',
  state: 'online',
  message: 'running',
  device: 0,
  port: 8081,
  last_frame_age: 0.03,
  last_frame_ts: 1_790_000_000,
  subscribers: 1,
  name: 'Front door',
  kind: 'live',
  reason: null,
  detail: '',
  advice: '',
  notices: [],
  stale_after: 5,
  fps: 14.93,
  width: 1_280,
  height: 720,
  port_state: 'off',
  port_problem: '',
  moved_to: null,
  recording: { mode: 'off', state: 'off', reason: null, message: '' },
  publishing: { state: 'off', address: '', reason: null, detail: '', advice: '' },
  group: null,
};
