import { describe, expect, test } from 'vitest';
import { isOwnPortOpen } from '../../../../renderer/live/own-port.ts';
import { askedWall } from '../../../../renderer/live/wall-name.ts';

test.each([
  ['', 'wall'],
  ['?wall=', 'wall'],
  ['?kiosk=1', 'kiosk'],
  ['?wall=kitchen', 'kitchen'],
  ['?wall=kitchen&kiosk=1', 'kitchen'],
  ['?wall=B%C3%BCro', 'Büro'],
  // The same word with the dots as a letter of their own, as some keyboards write it.
  ['?wall=Bu%CC%88ro', 'Büro'],
  ['?wall=Front+door', 'Front door'],
  ['?wall=%D0%BA%D1%83%D1%85%D0%BD%D1%8F', 'кухня'],
  ['?wall=%E5%8E%A8%E6%88%BF+2', '厨房 2'],
])('the wall of a page opened with "%s" is %s', (search, name) => {
  expect(askedWall(search)).toEqual({ kind: 'named', name });
});

test.each(['?wall=a%2Fb', '?wall=%20x', '?wall=<b>', '?wall=-x', '?wall=' + 'x'.repeat(33)])(
  'a page opened with "%s" shows no other wall instead',
  (search) => {
    const asked = new URLSearchParams(search).get('wall');
    expect(askedWall(search)).toMatchObject({ kind: 'refused', asked, why: expect.any(String) as string });
  },
);

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
