import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { usbIdentitySchema, type V4l2Device } from '../../contract/device/device.ts';
import { deviceNode, nodeIndex } from './device-identity.ts';
import { usbNodes, videoSysfsFolder } from './usb-identity.ts';

/** The facts about a camera that stay the same when it is plugged in elsewhere. */
export const deviceKindSchema = z.object({
  /** The camera's name, as the driver gives it. */
  card: z.string(),
  usb: usbIdentitySchema.optional(),
});
export type DeviceKind = z.infer<typeof deviceKindSchema>;

/**
 * The camera that is plugged in at an index, a path or a link, read from the kernel's lists without touching the
 * device.
 * @throws CaptureError no-device, permission
 */
export async function deviceKind(
  device: number | string,
  sysfsFolder = videoSysfsFolder,
): Promise<DeviceKind> {
  const index = nodeIndex(await deviceNode(device));
  const nodes = await usbNodes(sysfsFolder);
  const usb = nodes.find((node) => node.index === index)?.usb;
  // The device may be leaving at this moment.
  const card = await readFile(join(sysfsFolder, `video${index}`, 'name'), 'utf8').catch(() => '');
  return { card: card.trim(), ...(usb ? { usb } : {}) };
}

/** Whether a device may be the one remembered, as far as its make and model tell. */
export function isSameKind(kind: DeviceKind, device: Pick<V4l2Device, 'card' | 'usb'>): boolean {
  if (!kind.usb || !device.usb) {
    return !kind.usb && !device.usb && kind.card !== '' && shortCard(kind.card) === shortCard(device.card);
  }
  return kind.usb.vendorId === device.usb.vendorId && kind.usb.productId === device.usb.productId;
}

/** V4L2 cuts the names that sysfs has in full. */
function shortCard(card: string): string {
  return card.slice(0, 31).trim();
}
