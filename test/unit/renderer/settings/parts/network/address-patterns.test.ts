import { expect, test } from 'vitest';
import {
  addressPatterns,
  filledPattern,
} from '../../../../../../renderer/settings/parts/network/address-patterns.ts';
import { parseDeviceAddress } from '../../../../../../server/contract/config/device-address.ts';

const [first] = addressPatterns;

test.each([
  ['', 'HOST'],
  ['rtsp', 'HOST'],
  ['192.168.1.20', '192.168.1.20'],
  ['http://192.168.1.20:8080/x', '192.168.1.20'],
  ['rtsp://me:secret@cam.lan/live', 'cam.lan'],
  ['http://[fe80::1]/', '[fe80::1]'],
])('the host of "%s" in a pattern is %s', (typed, host) => {
  if (!first) throw new Error('there is a pattern');
  expect(filledPattern(first, typed)).toBe(first.address.replace('HOST', host));
});

test('every pattern is an address, has a source, and no make is there twice', () => {
  for (const pattern of addressPatterns) {
    expect(parseDeviceAddress(filledPattern(pattern, '10.0.0.2'))?.kind).toMatch(/^(http|rtsp)$/);
    expect(pattern.source).toMatch(/^https:/);
  }
  const makes = addressPatterns.map(({ make }) => make);
  expect([...new Set(makes)].toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual(makes);
});
