import { CaptureError } from '../../contract/capture-error.ts';
import type { CameraConfig } from '../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../contract/config/device-address.ts';
import { deviceNode } from '../../device/identity/device-identity.ts';

/**
 * The ids of the cameras that use each video node, by the node's path. It does not matter by which of its names a
 * camera is configured.
 */
export async function camerasByNode(cameras: readonly CameraConfig[]): Promise<Map<string, string[]>> {
  const nodes = await Promise.all(cameras.map(({ device }) => nodeOf(device)));
  const byNode = new Map<string, string[]>();
  for (const [place, { id }] of cameras.entries()) {
    const node = nodes[place];
    if (node !== undefined) byNode.set(node, [...(byNode.get(node) ?? []), id]);
  }
  return byNode;
}

async function nodeOf(device: number | string): Promise<string | undefined> {
  const address = parseDeviceAddress(device);
  if (address?.kind !== 'v4l2') return undefined;
  try {
    return await deviceNode(device);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    // The device is gone, or this process may not open it. A device number means its node even while nothing is plugged
    // in.
    return /^\/dev\/video\d+$/.test(address.path) ? address.path : undefined;
  }
}
