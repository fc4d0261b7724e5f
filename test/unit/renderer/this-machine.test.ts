import { expect, test } from 'vitest';
import { isThisMachine } from '../../../renderer/this-machine.ts';

test.each([
  ['localhost', true],
  ['cameras.localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['192.168.1.20', false],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
])('a page of %s is shown where the server runs: %s', (hostname, same) => {
  expect(isThisMachine(hostname)).toBe(same);
});
