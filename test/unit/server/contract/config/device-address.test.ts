import { describe, expect, test } from 'vitest';
import { parseDeviceAddress, redactDevice } from '../../../../../server/contract/config/device-address.ts';

describe('a device', () => {
  test.each([
    [0, { kind: 'v4l2', path: '/dev/video0' }],
    ['2', { kind: 'v4l2', path: '/dev/video2' }],
    ['/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0', { kind: 'v4l2' }],
    ['csi:1', { kind: 'csi', index: 1 }],
    ['test', { kind: 'test', label: '' }],
    ['test:Küche 1', { kind: 'test', label: 'Küche 1' }],
    ['http://cam.local/stream', { kind: 'http', url: 'http://cam.local/stream' }],
    ['file:street.mkv', { kind: 'file', name: 'street.mkv' }],
    ['file:/srv/clips/people/', { kind: 'file', name: '/srv/clips/people/' }],
    ['RTSPS://u:p@cam:322/1', { kind: 'rtsp' }],
  ])('%s is understood', (device, address) => {
    expect(parseDeviceAddress(device)).toMatchObject(address);
  });

  test.each([
    -1,
    1.5,
    NaN,
    '',
    ' ',
    'video0',
    '/etc/passwd',
    '/dev/../etc/shadow',
    'csi:',
    'csi:x',
    'file:///etc/passwd',
    'file:',
    'file:../cameras.json',
    'file:a/./../../b',
    'file:a\nb',
    'exec:reboot',
    'http://',
    'rtsp://',
    'rtsps:///door',
    'rtsp://?x',
    'rtsp://:554/door',
    'http:///stream',
    'ftp://x/y',
  ])('%s is none', (device) => {
    expect(parseDeviceAddress(device)).toBeUndefined();
  });
});

describe('what is shown of a device', () => {
  test.each([
    ['rtsp://admin:hush@10.0.0.5:554/live?token=abc', 'rtsp://***@10.0.0.5:554/live?***'],
    ['http://10.0.0.5/user=admin_password=hush_channel=1.sdp', 'http://10.0.0.5/user=admin_password=***'],
    ['http://cam/stream', 'http://cam/stream'],
    ['/dev/video0', '/dev/video0'],
    [3, 3],
  ])('%s is %s', (device, shown) => {
    expect(redactDevice(device)).toBe(shown);
  });
});
