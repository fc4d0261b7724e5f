import { describe, expect, test } from 'vitest';
import {
  joinLogin,
  splitLogin,
  withHiddenParts,
} from '../../../../../server/contract/config/device-login.ts';

describe('an address and its login', () => {
  test.each([
    ['rtsp://me:p%40ss@10.0.0.2:554/live?x=1', 'rtsp://10.0.0.2:554/live?x=1', 'me', 'p@ss', false],
    ['http://me@10.0.0.2/', 'http://10.0.0.2/', 'me', '', false],
    ['http://***@10.0.0.2/video?***', 'http://10.0.0.2/video?***', '', '', true],
    ['http://10.0.0.2/a@b', 'http://10.0.0.2/a@b', '', '', false],
    ['rtsp://me:50%@10.0.0.2/', 'rtsp://10.0.0.2/', 'me', '50%', false],
    ['not yet an address', 'not yet an address', '', '', false],
  ])('are taken apart: %s', (device, address, user, password, isHidden) => {
    expect(splitLogin(device)).toEqual({ address, user, password, isHidden });
  });

  test('are put together again, with letters that would end the login escaped', () => {
    const login = { address: 'rtsp://10.0.0.2/live', user: 'me', password: 'a@b:/?#', isHidden: false };
    const device = joinLogin(login);
    expect(device).toBe('rtsp://me:a%40b%3A%2F%3F%23@10.0.0.2/live');
    expect(splitLogin(device)).toEqual(login);
    expect(joinLogin({ ...login, user: '', password: '', isHidden: true })).toBe('rtsp://***@10.0.0.2/live');
    expect(joinLogin({ ...login, user: '', password: '' })).toBe('rtsp://10.0.0.2/live');
    expect(joinLogin({ ...login, address: 'rtsp:/' })).toBe('rtsp:/');
  });
});

describe('what the server does not show of an address', () => {
  const known = 'http://me:hush@10.0.0.2/password=abc/video?token=1';

  test.each([
    ['stays where nothing was changed', 'http://***@10.0.0.2/password=***/video?***', known],
    [
      'stays beside another login',
      'http://you@10.0.0.2/password=***/video?***',
      'http://you@10.0.0.2/password=abc/video?token=1',
    ],
    [
      'stays beside another query',
      'http://***@10.0.0.2/password=***/video?fps=2',
      'http://me:hush@10.0.0.2/password=abc/video?fps=2',
    ],
    [
      'goes with a login that was removed',
      'http://10.0.0.2/password=***/video',
      'http://10.0.0.2/password=abc/video',
    ],
  ])('%s', (_what, device, whole) => {
    expect(withHiddenParts(device, known)).toBe(whole);
  });

  test('never goes to another host or path', () => {
    for (const device of [
      'http://***@10.0.0.3/password=***/video?***',
      'http://***@10.0.0.2/other?***',
      'test',
    ])
      expect(withHiddenParts(device, known)).toBe(device);
    expect(withHiddenParts('http://***@10.0.0.2/', 0)).toBe('http://***@10.0.0.2/');
  });
});
