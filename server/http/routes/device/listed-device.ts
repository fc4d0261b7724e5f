import type { DeviceUser, ListedCsiCamera, ListedDevice } from '../../../contract/device/device-listing.ts';
import type { CsiCamera, V4l2Device } from '../../../contract/device/device.ts';
import { controlReadings } from '../../../device/controls/control-readings.ts';
import { stableDeviceName } from '../../../device/identity/device-identity.ts';

/** Facts about a device that do not come from the device itself. */
export interface DeviceUse {
  users: DeviceUser[];
  /** Ids of the cameras configured with it. */
  cameras: string[];
  busy: ListedDevice['busy'];
}

/** A V4L2 camera as GET /api/devices shows it. */
export function listedDevice(device: V4l2Device, use: DeviceUse): ListedDevice {
  const { index, path, card, bus, driver, usb, current, controls } = device;
  return {
    index,
    in_use: use.cameras.length > 0,
    resolution: { width: current.width ?? null, height: current.height ?? null },
    fps: current.framesPerSecond ?? null,
    controls: controlReadings(controls),
    device: stableDeviceName(device),
    path,
    by_path: device.byPath ?? null,
    by_id: device.byId ?? null,
    name: card,
    bus,
    driver,
    usb: usb ? { vendor_id: usb.vendorId, product_id: usb.productId, serial: usb.serial ?? null } : null,
    modes: modesBySize(device.modes),
    v4l2_controls: controls.map(({ readOnly, ...control }) => ({ ...control, read_only: readOnly })),
    busy: use.busy,
    users: use.users,
    in_use_by: use.cameras,
  };
}

/** A CSI camera as GET /api/devices shows it. */
export function listedCsiCamera(camera: CsiCamera, cameras: string[]): ListedCsiCamera {
  const modes = camera.modes.map(({ framesPerSecond = null, ...mode }) => ({
    ...mode,
    fps: framesPerSecond,
  }));
  return { ...camera, device: `csi:${camera.index}`, modes, in_use_by: cameras };
}

/** One entry for each format and size, in the device's order. */
function modesBySize(modes: V4l2Device['modes']): ListedDevice['modes'] {
  const bySize = new Map<string, ListedDevice['modes'][number]>();
  for (const { fourcc, width, height, framesPerSecond } of modes) {
    const key = `${fourcc} ${width} ${height}`;
    const entry = bySize.get(key) ?? { format: fourcc, width, height, fps: [] };
    entry.fps.push(framesPerSecond);
    bySize.set(key, entry);
  }
  return [...bySize.values()];
}
