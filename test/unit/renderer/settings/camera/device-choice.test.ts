import { describe, expect, test } from 'vitest';
import {
  chosenDevice,
  encodesJpeg,
  stableNameFor,
  stableNames,
  type DeviceListing,
} from '../../../../../renderer/settings/camera/device-choice.ts';
import type { ListedDevice } from '../../../../../server/contract/device/device-listing.ts';

const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
const byId = '/dev/v4l/by-id/usb-fakecam_HD_Webcam_A1-video-index0';
const webcam: ListedDevice = {
  ...{ index: 2, in_use: false, resolution: { width: 640, height: 480 }, fps: 30 },
  controls: { brightness: null, exposure: null, white_balance: null },
  ...{ device: byPath, path: '/dev/video2', by_path: byPath, by_id: byId, name: 'HD Webcam' },
  ...{ bus: 'usb-1', driver: 'uvcvideo', usb: null, modes: [], v4l2_controls: [] },
  ...{ busy: null, users: [], in_use_by: [] },
};
const sensor = {
  index: 1,
  device: 'csi:1',
  sensor: 'imx708',
  width: 4_608,
  height: 2_592,
  path: '/base/soc',
};
const listing: DeviceListing = {
  devices: [webcam],
  csi_cameras: [{ ...sensor, modes: [], in_use_by: [] }],
  problems: [],
};

describe('the device of a camera', () => {
  test.each([2, '2', '/dev/video2', byPath, byId])('is found under every name: %j', (device) => {
    expect(chosenDevice(device, listing)).toEqual({ kind: 'v4l2', device: webcam });
  });

  test.each([
    ['csi:1', 'csi'],
    ['rtsp://camera/1', 'network'],
    ['https://camera/video', 'network'],
    ['file:street.mkv', 'clip'],
    ['test:Yard', 'test'],
    [3, 'other'],
    ['csi:0', 'other'],
    ['', 'other'],
  ])('%j is %s', (device, kind) => {
    expect(chosenDevice(device, listing).kind).toBe(kind);
  });

  test('is not known before the devices are', () => {
    expect(chosenDevice(2, undefined)).toEqual({ kind: 'other' });
  });
});

describe('a stable name', () => {
  test.each([2, '/dev/video2'])('is offered for %j, which may be another camera tomorrow', (device) => {
    expect(stableNameFor(device, webcam)).toBe(byPath);
  });

  test('is not offered for one, nor where there is none', () => {
    expect(stableNameFor(byId, webcam)).toBeUndefined();
    expect(
      stableNameFor(2, { ...webcam, device: '/dev/video2', by_path: null, by_id: null }),
    ).toBeUndefined();
  });

  test('says what it goes by', () => {
    expect(stableNames(webcam).map(({ name }) => name)).toEqual([byPath, byId]);
    expect(stableNames({ ...webcam, by_id: null }).map(({ goesBy }) => goesBy)).toEqual([
      expect.stringContaining('socket'),
    ]);
  });
});

test('the JPEG quality can be chosen only where the server makes the JPEGs', () => {
  const made = ['csi:0', 'test', 'rtsp://a/b', 0, 'http://a/b'].map((device) => encodesJpeg(device, false));
  expect(made).toEqual([true, true, true, false, false]);
  expect(encodesJpeg(0, true)).toBe(true);
});
