import { CaptureError } from '../../contract/capture-error.ts';
import { assignPorts } from '../../contract/config/camera-ports.ts';
import type { CameraConfig } from '../../contract/config/camera.ts';
import type { CsiCamera, V4l2Device } from '../../contract/device/device.ts';
import { listCsiCameras } from '../../device/csi/csi-cameras.ts';
import type { DeviceList } from '../../device/device-list.ts';
import { stableDeviceName } from '../../device/identity/device-identity.ts';
import type { Logger } from '../../log/logger.ts';

/** The cameras of a server without a configuration. */
export interface FirstCameras {
  cameras: CameraConfig[];
  /** They are devices of this machine, and no test patterns that only stand in for some. */
  found: boolean;
}

/**
 * Looks for the cameras of a server without a configuration, gives them ports, and logs them.
 * @param list false: do not look for cameras of this machine
 */
export async function findFirstCameras(
  list: DeviceList | false,
  reservedPorts: readonly number[],
  logger: Logger,
): Promise<FirstCameras> {
  const withPorts = (cameras: CameraConfig[]) => assignPorts(cameras, { reserved: reservedPorts }).cameras;
  if (!list) return { cameras: withPorts(firstCameras([], [])), found: false };
  const [{ devices, problems }, csiCameras] = await Promise.all([
    list.list(),
    listCsiCameras().catch((error: unknown) => {
      if (!(error instanceof CaptureError)) throw error;
      logger.warn({ reason: error.code }, `CSI cameras cannot be listed: ${error.message}`);
      return [];
    }),
  ]);
  for (const problem of problems) logger.warn(`USB cameras: ${problem}`);
  const cameras = withPorts(firstCameras(devices, csiCameras));
  const found = devices.length + csiCameras.length > 0;
  const names = cameras.map(({ name }) => name).join(', ');
  logger.info(
    found
      ? `no cameras.json: it is written with the cameras that are plugged in (${names})`
      : 'no cameras.json and no camera found: starting two test-pattern cameras',
  );
  return { cameras, found };
}

/** The cameras of a server without a configuration: the devices that were found, or else two test patterns. */
export function firstCameras(devices: readonly V4l2Device[], csiCameras: CsiCamera[]): CameraConfig[] {
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
