import type { CameraConfig } from '../contract/camera.ts';
import type { CsiCamera, V4l2Device } from '../contract/device.ts';
import { stableDeviceName } from '../device/device-identity.ts';

/** The cameras of a server that has no configuration yet: the devices that are there, else two test patterns. */
export function firstCameras(devices: V4l2Device[], csiCameras: CsiCamera[]): CameraConfig[] {
  const found = [
    ...devices.map((device) => ({
      name: device.card.split(':')[0] || 'Camera',
      device: stableDeviceName(device),
    })),
    ...csiCameras.map((camera) => ({ name: `CSI ${camera.sensor}`, device: `csi:${camera.index}` })),
  ];
  const cameras =
    found.length > 0 ? found : ['Test 1', 'Test 2'].map((name) => ({ name, device: `test:${name}` }));
  return cameras.map(({ name, device }, index) => ({ id: `cam${index + 1}`, name, device }));
}
