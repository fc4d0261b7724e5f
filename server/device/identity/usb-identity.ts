import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UsbIdentity } from '../../contract/device/device.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** The kernel's list of video nodes. */
export const videoSysfsFolder = '/sys/class/video4linux';

/** A video node that hangs on USB, and the sysfs folder of the USB device it belongs to. */
export interface UsbNode {
  index: number;
  folder: string;
  usb: UsbIdentity;
}

/** The numbers of all video nodes, ascending; none where the kernel has no V4L2. */
export async function videoIndexes(sysfsFolder = videoSysfsFolder): Promise<number[]> {
  const names = await readdir(sysfsFolder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names
    .flatMap((name) => /^video(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The USB identities of all video nodes on USB. */
export async function usbNodes(sysfsFolder = videoSysfsFolder): Promise<UsbNode[]> {
  const indexes = await videoIndexes(sysfsFolder);
  const nodes = await Promise.all(indexes.map((index) => usbNode(sysfsFolder, index)));
  return nodes.filter((node) => node !== undefined);
}

/** Whether another device has the same ids. A name made of the ids may then mean either of them. */
export function hasTwin(node: UsbNode, nodes: UsbNode[]): boolean {
  return nodes.some(
    ({ folder, usb }) =>
      folder !== node.folder &&
      usb.vendorId === node.usb.vendorId &&
      usb.productId === node.usb.productId &&
      usb.serial === node.usb.serial,
  );
}

async function usbNode(sysfsFolder: string, index: number): Promise<UsbNode | undefined> {
  // `device` is the USB interface (9-1:1.0), with some drivers the USB device above it (9-1), which has the ids.
  const owner = await realpath(join(sysfsFolder, `video${index}`, 'device')).catch(ifMissing);
  if (owner === undefined) return undefined;
  for (const folder of [owner, dirname(owner)]) {
    const [vendorId, productId, serial] = await Promise.all(
      ['idVendor', 'idProduct', 'serial'].map((name) => readLine(join(folder, name))),
    );
    if (vendorId && productId) {
      return { index, folder, usb: { vendorId, productId, ...(serial ? { serial } : {}) } };
    }
  }
  return undefined;
}

async function readLine(path: string): Promise<string | undefined> {
  return (await readFile(path, 'utf8').catch(ifMissing))?.trim();
}

function ifMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Nodes come and go while we read; a device that is just leaving answers ENODEV. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENODEV', 'ENOTDIR'].includes(errnoOf(error));
}
