import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { parseDeviceAddress } from '../../../../server/contract/config/device-address.ts';
import type { ListedDevice } from '../../../../server/contract/device/device-listing.ts';

/** The first camera that is configured with one of these names of a device. */
export function cameraWith<C extends Pick<CameraConfig, 'device'>>(
  names: readonly (string | null)[],
  cameras: readonly C[],
): C | undefined {
  return cameras.find(({ device }) => names.includes(nameOf(device)));
}

/** All names by which a camera may mean it. */
export function namesOf({ device, path, by_path, by_id }: ListedDevice): (string | null)[] {
  return [device, path, by_path, by_id];
}

/** Who has it open, and is none of ours; undefined where nobody has. */
export function strangerWith({ busy, users }: Pick<ListedDevice, 'busy' | 'users'>): string | undefined {
  if (busy === 'unknown') return 'another program';
  const strangers = users.filter(({ ours }) => !ours).map(({ name, pid }) => `${name} (process ${pid})`);
  return strangers.length > 0 ? strangers.join(', ') : undefined;
}

/** An index and its path are the same device. */
function nameOf(device: CameraConfig['device']): string {
  const address = parseDeviceAddress(device);
  return address?.kind === 'v4l2' ? address.path : String(device);
}
