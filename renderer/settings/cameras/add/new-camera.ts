import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { parseDeviceAddress } from '../../../../server/contract/config/device-address.ts';
import type { ListedCsiCamera, ListedDevice } from '../../../../server/contract/device/device-listing.ts';
import { slugOf, uniqueId } from './camera-ids.ts';
import { sensibleMode } from './device-modes.ts';

type Cameras = readonly CameraConfig[];

/** A camera of a device that is plugged in, under its lasting name and in a mode that suits a wall. */
export function cameraOfUsb(device: ListedDevice, cameras: Cameras): CameraConfig {
  const name = device.name.split(':')[0]?.trim() || 'Camera';
  return newCamera({ name, device: device.device, ...sensibleMode(device.modes) }, cameras);
}

export function cameraOfCsi(camera: ListedCsiCamera, cameras: Cameras): CameraConfig {
  // The ISP gives any size; this is what most walls show.
  const mode = { width: Math.min(1_280, camera.width), height: Math.min(720, camera.height), fps: 30 };
  return newCamera({ name: `CSI ${camera.sensor}`, device: camera.device, ...mode }, cameras);
}

/** @param url what `parseDeviceAddress` knows as http or rtsp */
export function cameraOfUrl(url: string, cameras: Cameras): CameraConfig {
  return newCamera({ name: `Camera ${new URL(url).hostname}`, device: url }, cameras);
}

export function testPatternCamera(cameras: Cameras): CameraConfig {
  return newCamera({ name: 'Test pattern', device: 'test', width: 640, height: 360, fps: 10 }, cameras);
}

/** The same under another id and name, on a port of its own. */
export function duplicateOf(camera: CameraConfig, cameras: Cameras): CameraConfig {
  const id = uniqueId(camera.id, ids(cameras));
  const number = /-(\d+)$/.exec(id)?.[1] ?? '2';
  return {
    ...camera,
    id,
    name: `${camera.name.replace(/ \(\d+\)$/, '')} (${number})`,
    device: withoutHiddenLogin(camera.device),
    port: null,
  };
}

function newCamera(camera: Omit<CameraConfig, 'id'>, cameras: Cameras): CameraConfig {
  return { id: uniqueId(slugOf(camera.name), ids(cameras)), port: null, ...camera };
}

function ids(cameras: Cameras): string[] {
  return cameras.map(({ id }) => id);
}

/** The server shows "***" for a login and knows it only for the camera that has it: a copy needs it typed again. */
function withoutHiddenLogin(device: CameraConfig['device']): CameraConfig['device'] {
  const kind = parseDeviceAddress(device)?.kind;
  if (kind !== 'http' && kind !== 'rtsp') return device;
  return String(device)
    .replace('//***@', '//')
    .replace(/\?\*\*\*$/, '');
}
