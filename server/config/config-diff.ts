import { isDeepStrictEqual } from 'node:util';
import type { CameraConfig } from '../contract/camera.ts';
import { parseDeviceAddress } from '../contract/device-address.ts';

/** What a change of the configuration means for the cameras; the lists are in configured order. */
export interface CameraDiff {
  added: CameraConfig[];
  removed: CameraConfig[];
  changed: { before: CameraConfig; after: CameraConfig; restart: boolean }[];
  unchanged: CameraConfig[];
}

/** Whether a running capture has to be started anew for a change of the field; "csi": rpicam-vid turns the picture itself. */
const restarts: Record<Exclude<keyof CameraConfig, 'id'>, boolean | 'csi'> = {
  name: false,
  port: false,
  device: true,
  width: true,
  height: true,
  fps: true,
  brightness: true,
  exposure: true,
  white_balance: true,
  rotate: 'csi',
  flip: 'csi',
  autofocus: true,
  quality: true,
  controls: true,
};

/** Compares two lists of cameras by id. Absent and null are the same; the order of the list means nothing. */
export function diffCameras(before: readonly CameraConfig[], after: readonly CameraConfig[]): CameraDiff {
  const earlier = new Map(before.map((camera) => [camera.id, camera]));
  const ids = new Set(after.map(({ id }) => id));
  const diff: CameraDiff = {
    added: [],
    removed: before.filter(({ id }) => !ids.has(id)),
    changed: [],
    unchanged: [],
  };
  for (const camera of after) {
    const was = earlier.get(camera.id);
    if (!was) {
      diff.added.push(camera);
      continue;
    }
    const fields = changedFields(was, camera);
    if (fields.length === 0) diff.unchanged.push(camera);
    else {
      const csi = parseDeviceAddress(camera.device)?.kind === 'csi';
      const restart = fields.some((field) => restarts[field] === true || (restarts[field] === 'csi' && csi));
      diff.changed.push({ before: was, after: camera, restart });
    }
  }
  return diff;
}

function changedFields(before: CameraConfig, after: CameraConfig): (keyof typeof restarts)[] {
  return (Object.keys(restarts) as (keyof typeof restarts)[]).filter(
    (field) => !isDeepStrictEqual(before[field] ?? null, after[field] ?? null),
  );
}
