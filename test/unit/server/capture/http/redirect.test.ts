import { expect, test } from 'vitest';
import { mayShareLogin } from '../../../../../server/capture/http/redirect.ts';

test.each([
  ['http://a/x', 'http://a/y', true],
  ['http://a/x', 'http://a:8080/y', true],
  ['http://a/x', 'https://a/y', true],
  ['https://a/x', 'http://a/y', false],
  ['http://a/x', 'http://b/x', false],
  ['https://a/x', 'https://a.b/x', false],
])('the login for %s may be sent to %s: %s', (from, to, may) => {
  expect(mayShareLogin(new URL(from), new URL(to))).toBe(may);
});
