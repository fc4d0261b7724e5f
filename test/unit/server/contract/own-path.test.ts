import { expect, test } from 'vitest';
import { ownPath } from '../../../../server/contract/own-path.ts';

test.each([
  ['/', '/'],
  ['/?kiosk=1', '/?kiosk=1'],
  ['/settings#cameras', '/settings#cameras'],
  ['/cam/a%20b/video?t=1', '/cam/a%20b/video?t=1'],
  ['/a/../settings', '/settings'],
  ['/x?next=https://evil.example', '/x?next=https://evil.example'],
])('%s is a path of this server', (text, path) => {
  expect(ownPath(text)).toBe(path);
});

test.each([
  '',
  'settings',
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e//evil.example',
  ' //evil.example',
  '//[',
])('%j leads elsewhere and is refused', (text) => {
  expect(ownPath(text)).toBeUndefined();
});
