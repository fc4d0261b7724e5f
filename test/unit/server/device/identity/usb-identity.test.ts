import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasTwin, usbNodes, videoIndexes } from '../../../../../server/device/identity/usb-identity.ts';

describe('video nodes in sysfs', () => {
  let sysfs: string;
  const list = () => join(sysfs, 'class/video4linux');
  const node = (index: number, owner: string) => {
    mkdirSync(join(list(), `video${index}`), { recursive: true });
    mkdirSync(join(sysfs, owner), { recursive: true });
    symlinkSync(join(sysfs, owner), join(list(), `video${index}`, 'device'));
  };
  const usbDevice = (folder: string, files: Record<string, string>) => {
    mkdirSync(join(sysfs, folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(sysfs, folder, name), `${text}\n`);
  };
  beforeEach(() => (sysfs = mkdtempSync(join(tmpdir(), 'rpicam-sys-'))));
  afterEach(() => rmSync(sysfs, { recursive: true }));

  test('are listed by number, without what is no video node', async () => {
    for (const index of [10, 9, 0]) node(index, 'platform/chip');
    mkdirSync(join(list(), 'v4l-subdev0'));
    expect(await videoIndexes(list())).toEqual([0, 9, 10]);
    expect(await videoIndexes(join(sysfs, 'nowhere'))).toEqual([]);
  });

  test('have the ids of the USB device their interface belongs to', async () => {
    usbDevice('usb1/1-2', { idVendor: '046d', idProduct: '0825', serial: 'A1' });
    usbDevice('usb1', { idVendor: '1d6b', idProduct: '0002' });
    node(0, 'usb1/1-2/1-2:1.0');
    node(1, 'usb1/1-2/1-2:1.0');
    node(2, 'usb1/1-2');
    const usb = { vendorId: '046d', productId: '0825', serial: 'A1' };
    expect((await usbNodes(list())).map((one) => one.usb)).toEqual([usb, usb, usb]);
  });

  test('have no ids when they are not on USB or are just going', async () => {
    node(0, 'platform/csi');
    mkdirSync(join(list(), 'video1'));
    expect(await usbNodes(list())).toEqual([]);
  });

  test('are twins when other devices claim the same ids, also without a serial', async () => {
    usbDevice('usb1/1-1', { idVendor: '046d', idProduct: '0825' });
    usbDevice('usb1/1-2', { idVendor: '046d', idProduct: '0825' });
    usbDevice('usb1/1-3', { idVendor: '046d', idProduct: '0825', serial: 'A3' });
    for (const index of [1, 2, 3]) node(index, `usb1/1-${index}/1-${index}:1.0`);
    node(4, 'usb1/1-3/1-3:1.0');
    const nodes = await usbNodes(list());
    expect(nodes.map((one) => [one.index, hasTwin(one, nodes)])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
    ]);
  });
});
