import { CaptureError } from '../../contract/capture-error.ts';
import type { CameraConfig } from '../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../contract/config/device-address.ts';
import { deviceNode } from '../../device/identity/device-identity.ts';

/** Which cameras use each video node now, as ids by the node's path; whichever name of it they are configured with. */
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
    // Gone or closed to us; an index means its node also while nothing is plugged in there.
    return /^\/dev\/video\d+$/.test(address.path) ? address.path : undefined;
  }
}
