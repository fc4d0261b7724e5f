import { CaptureError, captureErrorText } from '../../../contract/capture-error.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import { parseDeviceAddress, type DeviceAddress } from '../../../contract/config/device-address.ts';
import type { V4l2Device } from '../../../contract/device/device.ts';
import { describeV4l2Device } from '../../../device/v4l2/v4l2-devices.ts';
import { ApiError } from '../../message/api-error.ts';

/**
 * The V4L2 device of a camera, with its controls as they stand.
 * @throws ApiError 409 no-controls for a camera that is none, 503 with the capture error's code when it cannot be asked
 */
export async function describeCameraDevice({ id, device }: Readonly<CameraConfig>): Promise<V4l2Device> {
  const kind = parseDeviceAddress(device)?.kind ?? 'test';
  if (kind !== 'v4l2') throw new ApiError(409, 'no-controls', `Camera '${id}' ${insteadOfControls[kind]}`);
  try {
    return await describeV4l2Device(device);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    const { title, advice } = captureErrorText[error.code];
    throw new ApiError(503, error.code, `${title}: ${error.message}. ${advice}`);
  }
}

const network = 'is a network camera: change its picture on its own web page.';
const insteadOfControls: Record<Exclude<DeviceAddress['kind'], 'v4l2'>, string> = {
  csi: 'is a CSI camera: change its brightness, exposure, white_balance and autofocus in its settings.',
  http: network,
  rtsp: network,
  test: 'is a test pattern, which has no controls: choose a USB camera as its device.',
};
