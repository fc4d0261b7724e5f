import { join } from 'node:path';
import { CaptureError, captureErrorText } from '../../../contract/capture-error.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import type { CsiCamera, V4l2Device, V4l2Mode } from '../../../contract/device/device.ts';
import { listCsiCameras } from '../../../device/csi/csi-cameras.ts';
import { stableDeviceName } from '../../../device/identity/device-identity.ts';
import { listV4l2Devices } from '../../../device/v4l2/v4l2-devices.ts';
import { canAccess } from '../../../runtime/can-access.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const check = 'devices';

/** The cameras that are plugged in with what they give, and those that are configured but not there. */
export async function checkDevices(machine: Machine, cameras: readonly CameraConfig[]): Promise<Finding[]> {
  const found: Finding[] = [];
  const failed = (name: string) => (error: unknown) => {
    if (!(error instanceof CaptureError)) throw error;
    found.push(warning(check, `${name}: ${error.message}`, captureErrorText[error.code].advice));
    return [];
  };
  const usb = await listV4l2Devices({ onProblem: (path, error) => failed(path)(error) }).catch(
    failed('USB cameras'),
  );
  const csi = await listCsiCameras().catch(failed('CSI cameras'));
  if (usb.length + csi.length + found.length === 0) {
    found.push(
      warning(check, 'no camera is plugged in', 'Check its cable. The server shows test patterns meanwhile.'),
    );
  }
  return [
    ...usb.map(describeUsb),
    ...csi.map(describeCsi),
    ...found,
    ...(await checkConfigured(machine, cameras, csi)),
  ];
}

/** Configured cameras whose device is not there. */
export async function checkConfigured(
  machine: Machine,
  cameras: readonly CameraConfig[],
  csi: readonly Pick<CsiCamera, 'index'>[],
): Promise<Finding[]> {
  const advice = 'Plug it in, or choose another device in the settings.';
  const missing: Finding[] = [];
  for (const { id, device } of cameras) {
    const address = parseDeviceAddress(device);
    const isThere =
      address?.kind === 'v4l2'
        ? await canAccess(join(machine.root, address.path))
        : address?.kind !== 'csi' || csi.some(({ index }) => index === address.index);
    if (!isThere) missing.push(problem(`camera ${id}`, `its device ${device} is not there`, advice));
  }
  return missing;
}

function describeUsb(device: V4l2Device): Finding {
  return ok(
    check,
    `${device.card} at ${stableDeviceName(device)} (${device.path}): ${largestModes(device.modes)}`,
  );
}

function describeCsi({ index, sensor, width, height }: CsiCamera): Finding {
  return ok(check, `${sensor} at csi:${index}: ${width}x${height}`);
}

/** The largest size of each format, e.g. "MJPG 1920x1080@30, YUYV 640x480@30". */
export function largestModes(modes: readonly V4l2Mode[]): string {
  const byFormat = new Map<string, V4l2Mode>();
  for (const mode of modes) {
    const best = byFormat.get(mode.fourcc);
    if (!best || weight(mode) > weight(best)) byFormat.set(mode.fourcc, mode);
  }
  const texts = [...byFormat.values()].map(
    ({ fourcc, width, height, framesPerSecond }) =>
      `${fourcc} ${width}x${height}@${Math.round(framesPerSecond * 10) / 10}`,
  );
  return texts.join(', ') || 'no format that can be listed';
}

const weight = ({ width, height, framesPerSecond }: V4l2Mode) => width * height * 1_000 + framesPerSecond;
