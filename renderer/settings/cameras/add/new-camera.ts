import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import type { ListedCsiCamera, ListedDevice } from '../../../../server/contract/device/device-listing.ts';
import { slugOf, uniqueId } from './camera-ids.ts';
import { sensibleMode } from './device-modes.ts';

type Cameras = readonly CameraConfig[];

/** A camera for a connected device, with its stable name and a mode that suits a wall. */
export function cameraOfUsb(device: ListedDevice, cameras: Cameras): CameraConfig {
  const name = device.name.split(':')[0]?.trim() || 'Camera';
  return newCamera({ name, device: device.device, ...sensibleMode(device.modes) }, cameras);
}

export function cameraOfCsi(camera: ListedCsiCamera, cameras: Cameras): CameraConfig {
  // The ISP can scale to any size. Most walls show no more than this.
  const mode = { width: Math.min(1_280, camera.width), height: Math.min(720, camera.height), fps: 30 };
  return newCamera({ name: `CSI ${camera.sensor}`, device: camera.device, ...mode }, cameras);
}

/** @param url an http or rtsp address, as `parseDeviceAddress` reads it */
export function cameraOfUrl(url: string, cameras: Cameras): CameraConfig {
  return newCamera({ name: `Camera ${new URL(url).hostname}`, device: url }, cameras);
}

export function testPatternCamera(cameras: Cameras): CameraConfig {
  return newCamera({ name: 'Test pattern', device: 'test', width: 640, height: 360, fps: 10 }, cameras);
}

/** A copy with another id and name, and without the port. A login that the server hides stays hidden in it. */
export function duplicateOf(camera: CameraConfig, cameras: Cameras): CameraConfig {
  const id = uniqueId(camera.id, ids(cameras));
  const number = /-(\d+)$/.exec(id)?.[1] ?? '2';
  return {
    ...camera,
    id,
    name: `${camera.name.replace(/ \(\d+\)$/, '')} (${number})`,
    port: null,
  };
}

function newCamera(camera: Omit<CameraConfig, 'id'>, cameras: Cameras): CameraConfig {
  return { id: uniqueId(slugOf(camera.name), ids(cameras)), port: null, ...camera };
}

function ids(cameras: Cameras): string[] {
  return cameras.map(({ id }) => id);
}
