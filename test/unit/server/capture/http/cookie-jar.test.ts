import { expect, test } from 'vitest';
import { CookieJar } from '../../../../../server/capture/http/cookie-jar.ts';

const url = new URL('http://camera.example/x');

test('a cookie that is for encrypted connections goes over no other', () => {
  const jar = new CookieJar();
  jar.take(['id=1; Secure', 'lang=en'], new URL('https://camera.example/'));
  expect(jar.header(url)).toBe('lang=en');
  expect(jar.header(new URL('https://camera.example/x'))).toBe('id=1; lang=en');
});

test('cookies go to the host that set them', () => {
  const jar = new CookieJar();
  jar.take(['id=1'], url);
  expect(jar.header(new URL('http://other.example/'))).toBeUndefined();
  expect(jar.header(new URL('http://camera.example:8080/'))).toBe('id=1');
});

test('no more of them are sent than a small server takes', () => {
  const jar = new CookieJar();
  const cookie = (index: number) => `c${index}=${'x'.repeat(1_000)}`;
  jar.take(
    Array.from({ length: 60 }, (_, index) => cookie(index)),
    url,
  );
  const sent = jar.header(url) ?? '';
  expect(sent.length).toBeLessThanOrEqual(8 * 1024);
  expect(sent.split('; ')).toHaveLength(8);
});
