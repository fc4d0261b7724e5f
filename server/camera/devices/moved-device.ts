import type { V4l2Device } from '../../contract/device/device.ts';
import { isSameKind, type DeviceKind } from '../../device/identity/device-kind.ts';

/** A configured camera whose device is not there. */
export interface GoneCamera {
  id: string;
  /** As configured. */
  device: number | string;
  /** What it was when it last gave pictures, as far as that is remembered. */
  kind: DeviceKind | undefined;
}

/**
 * Which of the devices that no camera uses each gone camera may be now, by the camera's id. One with the serial of a
 * gone camera is offered to that one alone; where several of a kind are gone they are offered in turn, because only a
 * person can tell them apart.
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

/** Two names below by-id are made of maker, model and serial; only the serial may differ. */
function isSameModel(name: string, { byId, usb }: V4l2Device): boolean {
  const [before, now] = [name, byId ?? ''].map((link) => /\/by-id\/(usb-.+)-video-index\d+$/.exec(link)?.[1]);
  if (before === undefined || now === undefined) return false;
  // udev writes what does not suit a file name as "_".
  const ending = usb?.serial === undefined ? '' : `_${usb.serial.replace(/[^\w.:+@-]/g, '_')}`;
  const model = ending && now.endsWith(ending) ? now.slice(0, -ending.length) : now;
  return before === model || before.startsWith(`${model}_`);
}

/** The same socket under another name: udev has two spellings, and a camera may have several nodes. */
function isSameSocket(name: string, { byPath }: V4l2Device): boolean {
  const socket = (link: string) =>
    /\/by-path\/(.+)-video-index\d+$/.exec(link)?.[1]?.replace(/-usbv\d-/, '-usb-');
  const before = socket(name);
  return before !== undefined && before === socket(byPath ?? '');
}
