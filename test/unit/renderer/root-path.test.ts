import { describe, expect, test } from 'vitest';
import { fromRoot, rootAddress, rootPath, withinRoot } from '../../../renderer/root-path.ts';

describe('the folder that the pages lie in', () => {
  test.each([
    ['/', '/', '/'],
    ['/settings', '/', '/settings'],
    ['/cameras/', '/cameras/', '/'],
    ['/cameras/settings', '/cameras/', '/settings'],
    ['/home/cameras/status', '/home/cameras/', '/status'],
    ['//settings', '/', '/settings'],
    ['//cameras//settings', '/cameras/', '/settings'],
  ])('of %s is %s, in which it is %s', (pathname, root, page) => {
    expect([rootPath(pathname), withinRoot(pathname)]).toEqual([root, page]);
  });

  test('stands before the paths of the server', () => {
    expect(fromRoot('/api/cameras', '/settings')).toBe('/api/cameras');
    expect(fromRoot('/api/cameras', '/cameras/settings')).toBe('/cameras/api/cameras');
    expect(fromRoot('/', '/cameras/login')).toBe('/cameras/');
  });

  test.each([
    ['//evil.example', '/'],
    ['/x', '//evil.example/settings'],
    ['/', '//evil.example/'],
  ])('never makes another host of %s on a page at %s', (path, pathname) => {
    const url = new URL(fromRoot(path, pathname), 'http://pi.local');
    expect(url.host).toBe('pi.local');
  });

  test('is in addresses that people copy', () => {
    expect(rootAddress({ origin: 'http://pi:8000', pathname: '/api-docs' })).toBe('http://pi:8000');
    expect(rootAddress({ origin: 'http://pi', pathname: '/cameras/api-docs' })).toBe('http://pi/cameras');
  });
});
