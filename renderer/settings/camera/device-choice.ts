import type { z } from 'zod';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import { parseDeviceAddress } from '../../../server/contract/config/device-address.ts';
import type {
  deviceListingSchema,
  ListedCsiCamera,
  ListedDevice,
} from '../../../server/contract/device/device-listing.ts';

export type DeviceListing = z.infer<typeof deviceListingSchema>;
type Device = CameraConfig['device'];

/** What a camera's `device` stands for among what is there now. */
export type DeviceChoice =
  | { kind: 'v4l2'; device: ListedDevice }
  | { kind: 'csi'; camera: ListedCsiCamera }
  | { kind: 'network' }
  | { kind: 'test' }
  /** A device that is not there now, or nothing that could be one. */
  | { kind: 'other' };

export function chosenDevice(device: Device, listing: DeviceListing | undefined): DeviceChoice {
  const address = parseDeviceAddress(device);
  switch (address?.kind) {
    case 'v4l2': {
      const names = ({ path, by_path, by_id }: ListedDevice) => [path, by_path, by_id];
      const found = listing?.devices.find((listed) => names(listed).includes(address.path));
      return found ? { kind: 'v4l2', device: found } : { kind: 'other' };
    }
    case 'csi': {
      const found = listing?.csi_cameras.find(({ index }) => index === address.index);
      return found ? { kind: 'csi', camera: found } : { kind: 'other' };
    }
    case 'http':
    case 'rtsp':
      return { kind: 'network' };
    case 'test':
      return { kind: 'test' };
    case undefined:
      return { kind: 'other' };
    default:
      return address satisfies never;
  }
}

/** The name to configure in place of `device`, where that may lead to another camera after the next start. */
export function stableNameFor(device: Device, listed: ListedDevice): string | undefined {
  const address = parseDeviceAddress(device);
  const unstable = address?.kind === 'v4l2' && address.path === listed.path;
  return unstable && listed.device !== listed.path ? listed.device : undefined;
}

/** The names by which one device is found again, each with what it goes by. */
export function stableNames({ by_path, by_id }: ListedDevice): { name: string; goesBy: string }[] {
  return [
    ...(by_path ? [{ name: by_path, goesBy: 'The USB socket it is plugged into' }] : []),
    ...(by_id ? [{ name: by_id, goesBy: 'The camera itself, in any socket' }] : []),
  ];
}

/** Whether the server has to make JPEGs itself, so that their quality can be chosen. */
export function encodesJpeg(device: Device, encodedMode: boolean): boolean {
  const kind = parseDeviceAddress(device)?.kind;
  return kind === 'csi' || kind === 'rtsp' || kind === 'test' || (kind === 'v4l2' && encodedMode);
}
