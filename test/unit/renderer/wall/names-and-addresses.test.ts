import { describe, expect, test } from 'vitest';
import { reachableOrigins, reachableUrl } from '../../../../renderer/wall/tools/reachable-url.ts';
import { snapshotName } from '../../../../renderer/parts/snapshot-name.ts';

describe('the file name of a snapshot', () => {
  const at = new Date(2026, 10, 20, 23, 45, 2);
  test.each([
    ['door', 'door-2026-11-20T23-45-02.jpg'],
    ['Küche 2', 'Küche 2-2026-11-20T23-45-02.jpg'],
    ['a:b*c?"d"<e>|f', 'a-b-c--d--e--f-2026-11-20T23-45-02.jpg'],
  ])('of %s', (id, name) => {
    expect(snapshotName(id, at)).toBe(name);
  });
});

describe('an address for a phone', () => {
  const lan = ['http://192.168.1.20:8000', 'http://10.0.0.5:8000'];
  test.each([
    ['http://127.0.0.1:8000/settings', 'http://192.168.1.20:8000/settings'],
    ['http://localhost:8000/cam/a/video?token=x#y', 'http://192.168.1.20:8000/cam/a/video?token=x#y'],
    ['http://[::1]:8000/', 'http://192.168.1.20:8000/'],
    ['https://cameras.example/settings', 'https://cameras.example/settings'],
    ['http://192.168.1.99:8000/settings', 'http://192.168.1.99:8000/settings'],
  ])('instead of %s is %s', (url, reachable) => {
    expect(reachableUrl(url, lan)).toBe(reachable);
  });

  test('leaves the path of a proxy away, which the server itself has not', () => {
    const behindProxy = 'http://localhost/cameras/cam/a/video?token=x';
    expect(reachableUrl(behindProxy, lan, '/cameras/')).toBe(`${lan[0]}/cam/a/video?token=x`);
    expect(reachableOrigins('http://pi.local/cameras', lan)).toEqual(['http://pi.local/cameras', ...lan]);
  });

  test('stays what it is where the server knows none', () => {
    expect(reachableUrl('http://127.0.0.1:8000/settings', [])).toBe('http://127.0.0.1:8000/settings');
  });

  test('is first the one this page was opened at, each once', () => {
    expect(reachableOrigins('http://10.0.0.5:8000', lan)).toEqual([lan[1], lan[0]]);
    expect(reachableOrigins('http://127.0.0.1:8000', lan)).toEqual(lan);
    expect(reachableOrigins('http://127.0.0.1:8000', [])).toEqual(['http://127.0.0.1:8000']);
  });
});
