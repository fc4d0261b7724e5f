import { isDeepStrictEqual } from 'node:util';
import type { CameraConfig } from '../contract/config/camera.ts';
import { parseDeviceAddress } from '../contract/config/device-address.ts';

/**
 * The effect of a change on a running capture: nothing, a restart, or new values of the device's controls while it goes
 * on.
 */
export type ChangeEffect = 'none' | 'controls' | 'restart';

/** The effect of a change of the configuration on the cameras. The lists are in configured order. */
export interface CameraDiff {
  added: CameraConfig[];
  removed: CameraConfig[];
  changed: { before: CameraConfig; after: CameraConfig; effect: ChangeEffect }[];
  unchanged: CameraConfig[];
}

/** "csi": only rpicam-vid turns the picture itself; "controls": V4L2 devices take them at any time. */
const effects: Record<Exclude<keyof CameraConfig, 'id'>, ChangeEffect | 'csi'> = {
  name: 'none',
  port: 'none',
  group: 'none',
  device: 'restart',
  width: 'restart',
  height: 'restart',
  fps: 'restart',
  brightness: 'controls',
  exposure: 'controls',
  white_balance: 'controls',
  rotate: 'csi',
  flip: 'csi',
  autofocus: 'controls',
  quality: 'restart',
  controls: 'controls',
  publish: 'none',
  mask: 'none',
  overlay: 'none',
  sharpen: 'none',
  turn_pixels: 'none',
  hooks: 'none',
  record: 'none',
  timelapse: 'none',
  stills: 'none',
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
      diff.changed.push({ before: was, after: camera, effect: effectOf(fields, camera) });
    }
  }
  return diff;
}

function effectOf(fields: (keyof typeof effects)[], { device }: CameraConfig): ChangeEffect {
  const kind = parseDeviceAddress(device)?.kind;
  const found = fields.map((field): ChangeEffect => {
    const effect = effects[field];
    if (effect === 'csi') return kind === 'csi' ? 'restart' : 'none';
    return effect === 'controls' && kind !== 'v4l2' ? 'restart' : effect;
  });
  return found.find((effect) => effect === 'restart') ?? found.find((effect) => effect !== 'none') ?? 'none';
}

function changedFields(before: CameraConfig, after: CameraConfig): (keyof typeof effects)[] {
  return (Object.keys(effects) as (keyof typeof effects)[]).filter(
    (field) => !isDeepStrictEqual(before[field] ?? null, after[field] ?? null),
  );
}
