import { describe, expect, test } from 'vitest';
import { findMoved, type GoneCamera } from '../../../../../server/camera/devices/moved-device.ts';
import type { UsbIdentity, V4l2Device } from '../../../../../server/contract/device/device.ts';

const logitech = (serial?: string): UsbIdentity => ({ vendorId: '046d', productId: '0825', serial });
const other: UsbIdentity = { vendorId: '1111', productId: '2222' };

function device(index: number, fields: Partial<V4l2Device> = {}): V4l2Device {
  const what = { card: 'C270', bus: '', driver: 'uvcvideo', current: {}, modes: [], controls: [] };
  return { index, path: `/dev/video${index}`, ...what, ...fields };
}
const gone = (id: string, usb?: UsbIdentity, card = 'C270'): GoneCamera => ({
  id,
  device: `/dev/v4l/by-path/gone-${id}-video-index0`,
  kind: { card, ...(usb ? { usb } : {}) },
});
const found = (cameras: GoneCamera[], devices: V4l2Device[]) =>
  Object.fromEntries([...findMoved(cameras, devices)].map(([id, { index }]) => [id, index]));

describe('the suggestion for a camera whose device is gone', () => {
  test('is a free device of the same make and model', () => {
    const free = [device(1, { usb: other }), device(2, { usb: logitech('B') }), device(3)];
    expect(found([gone('door', logitech('A'))], free)).toEqual({ door: 2 });
    expect(found([gone('door', logitech())], [device(1, { usb: other }), device(3)])).toEqual({});
  });

  test('is the one with its serial before others of its model', () => {
    const free = [device(1, { usb: logitech('B') }), device(2, { usb: logitech('A') })];
    expect(found([gone('door', logitech('A'))], free)).toEqual({ door: 2 });
  });

  test('is not the one with the serial of another gone camera', () => {
    const cameras = [gone('door', logitech('X')), gone('yard', logitech('A'))];
    expect(found(cameras, [device(1, { usb: logitech('A') })])).toEqual({ yard: 1 });
    const both = [device(1, { usb: logitech('A') }), device(2, { usb: logitech('Z') })];
    expect(found(cameras, both)).toEqual({ yard: 1, door: 2 });
  });

  test('is offered in turn where several of a kind are gone, and to all when there is only one', () => {
    const cameras = [gone('a', logitech()), gone('b', logitech()), gone('c', logitech())];
    const free = [device(4, { usb: logitech() }), device(6, { usb: logitech() })];
    expect(found(cameras, free)).toEqual({ a: 4, b: 6, c: 4 });
    // Some makers give a whole batch the same serial number: then it tells no more than the model.
    const twins = [gone('a', logitech('1')), gone('b', logitech('1'))];
    expect(found(twins, [device(4, { usb: logitech('1') }), device(6, { usb: logitech('1') })])).toEqual({
      a: 4,
      b: 6,
    });
  });

  test('is found by the name, which V4L2 cuts, when it is not on USB', () => {
    const long = 'A grabber with a name longer than 31 letters';
    expect(found([gone('tv', undefined, long)], [device(1, { card: long.slice(0, 31) })])).toEqual({ tv: 1 });
    expect(found([gone('tv', undefined, long)], [device(1), device(2, { card: long, usb: other })])).toEqual(
      {},
    );
    expect(found([gone('tv', undefined, '')], [device(1, { card: '' })])).toEqual({});
  });
});

describe('the suggestion for a camera without a remembered device', () => {
  const nameless = (name: string | number): GoneCamera => ({ id: 'door', device: name, kind: undefined });
  const byId = (name: string) => `/dev/v4l/by-id/usb-${name}-video-index0`;
  const byPath = (name: string) => `/dev/v4l/by-path/${name}-video-index0`;

  test('is found by the maker and model in its by-id name', () => {
    const free = [
      device(1, { byId: byId('046d_C270_HD_B'), usb: logitech('B') }),
      device(2, { byId: byId('046d_C270_B'), usb: logitech('B') }),
      device(3, { byId: byId('Acme_Cam'), usb: other }),
    ];
    expect(found([nameless(byId('046d_C270_A'))], free)).toEqual({ door: 2 });
    expect(found([nameless(byId('Acme_Cam_7'))], free)).toEqual({ door: 3 });
    expect(found([nameless(byId('Elgato_Cam_7'))], free)).toEqual({});
  });

  test('is found by the socket in its by-path name, in both spellings', () => {
    const free = [
      device(1, { byPath: byPath('pci-0-usb-0:2:1.0') }),
      device(2, { byPath: byPath('pci-0-usb-0:1:1.0') }),
    ];
    expect(found([nameless(byPath('pci-0-usbv2-0:1:1.0'))], free)).toEqual({ door: 2 });
    expect(found([nameless(byPath('pci-0-usb-0:3:1.0'))], free)).toEqual({});
  });

  test('is not guessed from a number', () => {
    expect(found([nameless(0), { ...nameless('/dev/video0'), id: 'yard' }], [device(1)])).toEqual({});
  });
});
