import type { V4l2Device } from '../../contract/device/device.ts';
import { isSameKind, type DeviceKind } from '../../device/identity/device-kind.ts';

/** A configured camera whose device is missing. */
export interface GoneCamera {
  id: string;
  /** The configured value of `device`. */
  device: number | string;
  /** The kind of device at the time of the last picture, if it is known. */
  kind: DeviceKind | undefined;
}

/**
 * Finds for each camera without its device the unused device that it may be now, by the camera's id. A device with the
 * serial number of one such camera is offered to that camera only. Where several cameras of one kind are gone, devices
 * are offered in turn, because only a person can tell them apart.
 */
export function findMoved(gone: readonly GoneCamera[], free: readonly V4l2Device[]): Map<string, V4l2Device> {
  const moved = new Map<string, V4l2Device>();
  const claimed = new Set<V4l2Device>();
  for (const { id, kind } of gone) {
    const same = free.find((device) => !claimed.has(device) && kind && isSameOne(kind, device));
    if (!same) continue;
    moved.set(id, same);
    claimed.add(same);
  }
  const offered = new Set<V4l2Device>();
  for (const camera of gone) {
    if (moved.has(camera.id)) continue;
    const kin = free.filter((device) => !claimed.has(device) && mayBe(camera, device));
    const next = kin.find((device) => !offered.has(device)) ?? kin[0];
    if (!next) continue;
    moved.set(camera.id, next);
    offered.add(next);
  }
  return moved;
}

function isSameOne(kind: DeviceKind, device: V4l2Device): boolean {
  const serial = kind.usb?.serial;
  return serial !== undefined && serial === device.usb?.serial && isSameKind(kind, device);
}

function mayBe({ device: configured, kind }: GoneCamera, device: V4l2Device): boolean {
  if (kind) return isSameKind(kind, device);
  const name = String(configured);
  return isSameModel(name, device) || isSameSocket(name, device);
}

/** Two names in /dev/v4l/by-id consist of maker, model and serial number; only the serial number may differ. */
function isSameModel(name: string, { byId, usb }: V4l2Device): boolean {
  const [before, now] = [name, byId ?? ''].map((link) => /\/by-id\/(usb-.+)-video-index\d+$/.exec(link)?.[1]);
  if (before === undefined || now === undefined) return false;
  // udev replaces characters that do not suit a file name by "_".
  const ending = usb?.serial === undefined ? '' : `_${usb.serial.replace(/[^\w.:+@-]/g, '_')}`;
  const model = ending && now.endsWith(ending) ? now.slice(0, -ending.length) : now;
  return before === model || before.startsWith(`${model}_`);
}

/**
 * Whether the device is in the USB socket that `name` stands for: udev has two spellings for a socket, and a camera may
 * have several nodes.
 */
function isSameSocket(name: string, { byPath }: V4l2Device): boolean {
  const socket = (link: string) =>
    /\/by-path\/(.+)-video-index\d+$/.exec(link)?.[1]?.replace(/-usbv\d-/, '-usb-');
  const before = socket(name);
  return before !== undefined && before === socket(byPath ?? '');
}
