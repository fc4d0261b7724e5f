import { realpath } from 'node:fs/promises';
import { CaptureError } from '../../contract/capture-error.ts';
import { parseDeviceAddress } from '../../contract/config/device-address.ts';
import type { V4l2Device } from '../../contract/device/device.ts';
import { errnoOf } from '../../runtime/errno.ts';

/**
 * The name under which a camera is found again after a reboot. This is the name of its socket, because identical
 * cameras have identical ids; otherwise the name made of its ids; otherwise the node's own path.
 */
export function stableDeviceName(device: Pick<V4l2Device, 'byPath' | 'byId' | 'path'>): string {
  return device.byPath ?? device.byId ?? device.path;
}

/** The number of a node, from its own path. */
export function nodeIndex(path: string): number {
  return Number(path.slice('/dev/video'.length));
}

/**
 * The node /dev/videoN that an index, a path or a link leads to now.
 * @throws CaptureError no-device when it leads to no node, permission when a folder on the way may not be read
 */
export async function deviceNode(device: number | string): Promise<string> {
  const address = parseDeviceAddress(device);
  if (address?.kind !== 'v4l2') throw new CaptureError('no-device', `${device} is not a V4L2 device`);
  const node = await realpath(address.path).catch((error: unknown) => {
    const closed = errnoOf(error) === 'EACCES';
    throw new CaptureError(
      closed ? 'permission' : 'no-device',
      closed ? `${address.path} cannot be read` : `${address.path} is not there`,
      { cause: error },
    );
  });
  if (!/^\/dev\/video\d+$/.test(node)) {
    throw new CaptureError('no-device', `${address.path} is not a video device`);
  }
  return node;
}
