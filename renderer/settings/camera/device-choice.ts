import type { z } from 'zod';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import { parseDeviceAddress, type DeviceAddress } from '../../../server/contract/config/device-address.ts';
import type {
  deviceListingSchema,
  ListedCsiCamera,
  ListedDevice,
} from '../../../server/contract/device/device-listing.ts';

export type DeviceListing = z.infer<typeof deviceListingSchema>;
type Device = CameraConfig['device'];

/** The meaning of a camera's `device`, given the devices that are connected now. */
export type DeviceChoice =
  | { kind: 'v4l2'; device: ListedDevice }
  | { kind: 'csi'; camera: ListedCsiCamera }
  | { kind: 'network' }
  | { kind: 'clip' }
  | { kind: 'test' }
  /** A device that is not connected, or a text that names no device. */
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
    case 'file':
      return { kind: 'clip' };
    case 'test':
      return { kind: 'test' };
    case undefined:
      return { kind: 'other' };
    default:
      return address satisfies never;
  }
}

/** The name to use instead of `device`, if `device` may be another camera after the next start. */
export function stableNameFor(device: Device, listed: ListedDevice): string | undefined {
  const address = parseDeviceAddress(device);
  const unstable = address?.kind === 'v4l2' && address.path === listed.path;
  return unstable && listed.device !== listed.path ? listed.device : undefined;
}

/** The stable names of a device, each with the property that they recognize it by. */
export function stableNames({ by_path, by_id }: ListedDevice): { name: string; goesBy: string }[] {
  return [
    ...(by_path ? [{ name: by_path, goesBy: 'The USB socket it is plugged into' }] : []),
    ...(by_id ? [{ name: by_id, goesBy: 'The camera itself, in any socket' }] : []),
  ];
}

/** Whether the server has to make JPEGs itself, so that their quality can be chosen. */
export function encodesJpeg(device: Device, encodedMode: boolean): boolean {
  const kind = parseDeviceAddress(device)?.kind;
  const encoded: Record<DeviceAddress['kind'], boolean> = {
    v4l2: encodedMode,
    csi: true,
    test: true,
    http: false,
    rtsp: true,
    file: true,
  };
  return kind !== undefined && encoded[kind];
}
