import { describe, expect, test } from 'vitest';
import { isCamera, parseV4l2Driver } from '../../../../../server/device/v4l2/parse-v4l2-driver.ts';
import { deviceOutput } from '../device-output.ts';

describe('what v4l2-ctl says of a driver', () => {
  test.each(['uvc-camera', 'uvc-camera-all'])('is read from the first block of %s', (name) => {
    expect(parseV4l2Driver(deviceOutput(name))).toEqual({
      driver: 'uvcvideo',
      card: 'UVC Camera 0: UVC Camera 0',
      bus: 'usb-vhci_hcd.0-1',
      deviceCaps: 0x04200001,
    });
  });

  test('is nothing when the device could not be opened', () => {
    expect(parseV4l2Driver('')).toBeUndefined();
    expect(parseV4l2Driver('Cannot open device /dev/video9, exiting.\n')).toBeUndefined();
  });

  test('is taken from the capabilities of the whole device by drivers older than device caps', () => {
    const text = 'Driver Info:\n\tDriver name      : gspca\n\tCapabilities     : 0x05000001\n';
    expect(parseV4l2Driver(text)?.deviceCaps).toBe(0x05000001);
  });
});

describe('a node is a camera', () => {
  test.each(['uvc-camera', 'loopback-fed', 'vivid-controls', 'stepwise'])('when it is %s', (name) => {
    expect(camera(deviceOutput(name))).toBe(true);
  });

  test('when it is the legacy camera stack of a Pi', () => {
    expect(camera(info('bm2835 mmal', '0x05200005'))).toBe(true);
  });
});

describe('a node is no camera', () => {
  test.each(['uvc-metadata', 'loopback-unfed'])('when it is %s', (name) => {
    expect(camera(deviceOutput(name))).toBe(false);
  });

  // The first two and bcm2835-isp are as listed in mainsail-crew/crowsnest#85; the others follow from their drivers' bits.
  test.each([
    ['a codec', 'bcm2835-codec', '0x04204000'],
    ['a video decoder', 'rpivid', '0x04204000'],
    ['a single-planar codec', 'coda', '0x04208000'],
    ['the image processor of a Pi 4', 'bcm2835-isp', '0x04200001'],
    ['the image processor of a Pi 5', 'pispbe', '0x04201000'],
    ['the image processor of a Pi 5 with a newer kernel', 'pispbe', '0x24201000'],
    ['a CSI receiver that only libcamera can set up', 'rp1-cfe', '0x25200001'],
  ])('when it is %s', (_what, driver, deviceCaps) => {
    expect(camera(info(driver, deviceCaps))).toBe(false);
  });
});

function camera(text: string): boolean {
  const driver = parseV4l2Driver(text);
  return driver !== undefined && isCamera(driver);
}

function info(driver: string, deviceCaps: string): string {
  return [
    'Driver Info:',
    `\tDriver name      : ${driver}`,
    `\tCard type        : ${driver}`,
    '\tCapabilities     : 0x84200001',
    `\tDevice Caps      : ${deviceCaps}`,
  ].join('\n');
}
