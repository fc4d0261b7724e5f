import { describe, expect, test } from 'vitest';
import { isOwnPortOpen } from '../../../../renderer/live/own-port.ts';
import { wallName } from '../../../../renderer/live/wall-name.ts';

test.each([
  ['', 'wall'],
  ['?kiosk=1', 'kiosk'],
  ['?wall=kitchen', 'kitchen'],
  ['?wall=kitchen&kiosk=1', 'kitchen'],
  ['?wall=Not+a+name', 'wall'],
])('the wall of a page opened with "%s" is %s', (search, name) => {
  expect(wallName(search)).toBe(name);
});

describe('a camera’s own port', () => {
  const camera = { port: 8_081, port_state: 'listening' } as const;
  const page = { protocol: 'http:', hostname: '192.168.1.20', pathname: '/settings' };

  test('is used where the server or nginx answers there', () => {
    expect(isOwnPortOpen(camera, page)).toBe(true);
    expect(isOwnPortOpen({ ...camera, port_state: 'nginx' }, page)).toBe(true);
    expect(isOwnPortOpen({ ...camera, port_state: 'taken' }, page)).toBe(false);
    expect(isOwnPortOpen({ ...camera, port: null }, page)).toBe(false);
  });

  test('is not used by a page that may not show what comes from it', () => {
    expect(isOwnPortOpen(camera, { ...page, protocol: 'https:' })).toBe(false);
    expect(isOwnPortOpen(camera, { ...page, hostname: '[fe80::1]' })).toBe(false);
  });

  test('is not used by a page below the path of a proxy', () => {
    expect(isOwnPortOpen(camera, { ...page, pathname: '/cameras/' })).toBe(false);
  });
});
