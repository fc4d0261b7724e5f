import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deviceLinks } from '../../../../../server/device/identity/device-links.ts';

describe('the lasting names of nodes', () => {
  let folder: string;
  const link = (kind: string, name: string, node: string) => {
    mkdirSync(join(folder, 'v4l', kind), { recursive: true });
    symlinkSync(`../../${node}`, join(folder, 'v4l', kind, name));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpicam-dev-'));
    writeFileSync(join(folder, 'video0'), '');
    writeFileSync(join(folder, 'video2'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('belong to the node they lead to', async () => {
    link('by-path', 'pci-usb-0:1:1.0-video-index0', 'video0');
    link('by-path', 'pci-usb-0:2:1.0-video-index0', 'video2');
    link('by-id', 'usb-Maker_Webcam-video-index0', 'video2');
    const links = await deviceLinks(join(folder, 'v4l'));
    expect(links.get(join(folder, 'video0'))).toEqual({
      byPath: join(folder, 'v4l/by-path/pci-usb-0:1:1.0-video-index0'),
    });
    expect(links.get(join(folder, 'video2'))).toEqual({
      byPath: join(folder, 'v4l/by-path/pci-usb-0:2:1.0-video-index0'),
      byId: join(folder, 'v4l/by-id/usb-Maker_Webcam-video-index0'),
    });
  });

  test('tell the USB 2 and the USB 3 socket of one number apart where udev does', async () => {
    link('by-path', 'platform-xhci-hcd.0-usb-0:1:1.0-video-index0', 'video0');
    link('by-path', 'platform-xhci-hcd.0-usbv2-0:1:1.0-video-index0', 'video0');
    link('by-path', 'platform-xhci-hcd.0-usbv3-0:1:1.0-video-index0', 'video2');
    const links = await deviceLinks(join(folder, 'v4l'));
    expect(links.get(join(folder, 'video0'))?.byPath).toContain('usbv2');
    expect(links.get(join(folder, 'video2'))?.byPath).toContain('usbv3');
  });

  test('are none when they lead nowhere or there are none', async () => {
    expect(await deviceLinks(join(folder, 'v4l'))).toEqual(new Map());
    link('by-id', 'usb-Unplugged-video-index0', 'video7');
    expect(await deviceLinks(join(folder, 'v4l'))).toEqual(new Map());
  });
});
