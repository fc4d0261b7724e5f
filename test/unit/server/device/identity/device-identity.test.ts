import { describe, expect, test } from 'vitest';
import { deviceNode, stableDeviceName } from '../../../../../server/device/identity/device-identity.ts';
import { FakeCameras, fakecamMissing } from '../../../../fixtures/fakecam.ts';
import { list, nodes } from '../device-calls.ts';

const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
const byId = '/dev/v4l/by-id/usb-fakecam_HD_Webcam_A1-video-index0';

describe('the lasting name of a camera', () => {
  const bare = { index: 3, path: '/dev/video3', card: '', bus: '', driver: '', modes: [], controls: [] };

  test('is that of its socket before that made of its ids', () => {
    expect(stableDeviceName({ ...bare, byPath, byId })).toBe(byPath);
    expect(stableDeviceName({ ...bare, byId })).toBe(byId);
  });

  test('is its number when it has no other', () => {
    expect(stableDeviceName(bare)).toBe('/dev/video3');
  });
});

describe.skipIf(fakecamMissing)('a device of the configuration', () => {
  test('leads to its node under each name, and under its lasting one when it comes back with another number', () => {
    using cameras = new FakeCameras();
    cameras.up(0, '--pattern', '--card', 'HD Webcam', '--serial', 'A1');
    const names = ['0', '/dev/video0', byPath, byId];
    expect(nodes(cameras, ...names)).toEqual(names.map(() => '/dev/video0'));
    const name = stableDeviceName(list(cameras).devices[0] ?? expect.fail('no camera'));
    cameras.move(0, 5);
    expect(nodes(cameras, '/dev/video0', name)).toEqual(['no-device', '/dev/video5']);
  });
});

describe('what is no video device', () => {
  test.each([
    99,
    '/dev/video99',
    '/dev/null',
    '/dev/v4l/by-id/nothing',
    'csi:0',
    'rtsp://10.0.0.1/',
    'webcam',
  ])('is no-device: %s', async (device) => {
    await expect(deviceNode(device)).rejects.toMatchObject({ name: 'CaptureError', code: 'no-device' });
  });
});
