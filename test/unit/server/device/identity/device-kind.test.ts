import { describe, expect, test } from 'vitest';
import { isSameKind } from '../../../../../server/device/identity/device-kind.ts';
import { FakeCameras, fakecamMissing } from '../../../../fixtures/fakecam.ts';
import { kinds } from '../device-calls.ts';

describe.skipIf(fakecamMissing)('what kind of camera is plugged in', () => {
  test('is its name and its USB ids, without asking the device', () => {
    using cameras = new FakeCameras();
    cameras.up(0, '--pattern', '--card', 'HD Webcam', '--usb', '046d:0825', '--serial', 'A1');
    cameras.fault(0, 'delay:open=60000');
    const usb = { vendorId: '046d', productId: '0825', serial: 'A1' };
    expect(kinds(cameras, '0', '/dev/video3')).toEqual([{ card: 'HD Webcam', usb }, 'no-device']);
  });
});

describe('two cameras', () => {
  const usb = { vendorId: '046d', productId: '0825', serial: 'A1' };

  test('are of a kind by their USB ids, whatever their serial or name', () => {
    expect(isSameKind({ card: 'A', usb }, { card: 'B', usb: { ...usb, serial: 'B2' } })).toBe(true);
    expect(isSameKind({ card: 'A', usb }, { card: 'A', usb: { ...usb, productId: '0826' } })).toBe(false);
    expect(isSameKind({ card: 'A', usb }, { card: 'A' })).toBe(false);
  });

  test('that are not on USB are of a kind by their name', () => {
    expect(isSameKind({ card: 'Grabber' }, { card: 'Grabber' })).toBe(true);
    expect(isSameKind({ card: '' }, { card: '' })).toBe(false);
  });
});
