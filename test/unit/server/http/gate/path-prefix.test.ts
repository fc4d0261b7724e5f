import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathPrefix, plainPrefix } from '../../../../../server/http/gate/path-prefix.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { basic, cookieOf, login } from '../login-request.ts';

describe('the path of a proxy', () => {
  test.each([
    ['/cameras', '/cameras'],
    ['/cameras/', '/cameras'],
    ['/home/Cam_1-a.b~c', '/home/Cam_1-a.b~c'],
    ['/', ''],
  ])('%s is %s', (text, prefix) => {
    expect(plainPrefix(text)).toBe(prefix);
  });

  test.each([
    '',
    'cameras',
    '//evil.example',
    '//',
    '/a//b',
    '/\\evil.example',
    'https://evil.example',
    '/..',
    '/a/../b',
    '/./a',
    '/a; Domain=evil.example',
    '/a,b',
    '/a, /b',
    '/a b',
    '/a?b',
    '/a#b',
    '/a"><script>',
    '/%2f%2fevil.example',
    '/a\r\nSet-Cookie: x=y',
    '/ä',
    `/${'a'.repeat(256)}`,
  ])('is not %j', (text) => {
    expect(plainPrefix(text)).toBeUndefined();
  });

  const request = (remoteAddress: string, headers: Record<string, string>) =>
    ({
      get: (name: string) => headers[name.toLowerCase()],
      socket: { remoteAddress, localAddress: '192.168.1.2' },
    }) as unknown as Parameters<typeof pathPrefix>[0];

  test('is believed of a proxy on this machine alone', () => {
    const forwarded = { 'x-forwarded-prefix': '/cameras' };
    expect(pathPrefix(request('127.0.0.1', forwarded))).toBe('/cameras');
    expect(pathPrefix(request('192.168.1.9', forwarded))).toBe('');
  });

  test('is known best by the pages of this server', () => {
    const headers = { 'x-forwarded-prefix': '/inner', 'x-pages-root': '/outer/inner/' };
    expect(pathPrefix(request('127.0.0.1', headers))).toBe('/outer/inner');
    expect(pathPrefix(request('127.0.0.1', { ...headers, 'x-pages-root': '//evil' }))).toBe('/inner');
  });
});

describe('a server below the path of a proxy', () => {
  const auth = { enabled: true, username: 'me', password: 'sesame', protect_streams: true };
  const below = (prefix: string) => ({ 'X-Forwarded-Prefix': prefix });
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { auth, cameras: [{ id: 'a', name: 'A', device: 'test' }] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const cookiePath = (answer: Response) => /; Path=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1];

  test.each([
    ['/cameras', '/cameras'],
    ['//evil.example', '/'],
    ['/a; Domain=evil.example', '/'],
  ])('gives its login for %s to the path %s', async (prefix, path) => {
    const answer = await server.fetch('/api/session', login('me', 'sesame', below(prefix)));
    expect([answer.status, cookiePath(answer)]).toEqual([200, path]);
    expect(answer.headers.getSetCookie()[0]).not.toContain('Domain');
    const left = await server.fetch('/api/session', { method: 'DELETE', headers: below(prefix) });
    expect(cookiePath(left)).toBe(path);
  });

  test('makes links with the path', async () => {
    const make = async (headers: Record<string, string>) => {
      const answer = await server.fetch('/api/cameras/a/links', {
        method: 'POST',
        headers: { ...basic('me:sesame').headers, 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ scope: 'still', expires_in: 60 }),
      });
      return (await answer.json()) as { path: string; url: string };
    };
    const link = await make(below('/cameras'));
    expect(link.path).toMatch(/^\/cameras\/cam\/a\/snapshot\?token=/);
    expect(link.url).toBe(server.url + link.path);
    expect((await make(below('//evil.example'))).path).toMatch(/^\/cam\/a\/snapshot/);
    expect((await make({})).path).toMatch(/^\/cam\/a\/snapshot/);
  });

  test('sends to its login page by a relative address, whatever the proxy says', async () => {
    for (const prefix of ['/cameras', '//evil.example', '/a\t"']) {
      const answer = await server.fetch('/settings', {
        redirect: 'manual',
        headers: { Accept: 'text/html', ...below(prefix) },
      });
      expect(answer.headers.get('location')).toBe('./login?next=%2Fsettings');
    }
  });

  test('takes the login that is its own among several, and ends all of its own at once', async () => {
    const logIn = async () =>
      cookieOf(await server.fetch('/api/session', login('me', 'sesame'))).headers['Cookie'] ?? '';
    const [one, two] = [await logIn(), await logIn()];
    const foreign = 'rpicam_session=of-another-server';
    const ask = async (cookie: string) =>
      (await server.fetch('/api/cameras', { headers: { Cookie: cookie } })).status;
    expect(await ask(`${foreign}; ${one}`)).toBe(200);
    expect(await ask(`${one}; ${foreign}`)).toBe(200);
    expect(await ask(foreign)).toBe(401);
    await server.fetch('/api/session', {
      method: 'DELETE',
      headers: { Cookie: `${foreign}; ${one}; ${two}` },
    });
    expect([await ask(one), await ask(two)]).toEqual([401, 401]);
  });

  test('tries only a few of the logins that a request brings', async () => {
    const own = cookieOf(await server.fetch('/api/session', login('me', 'sesame'))).headers['Cookie'] ?? '';
    const many = Array.from({ length: 8 }, () => 'rpicam_session=x').join('; ');
    expect((await server.fetch('/api/cameras', { headers: { Cookie: `${many}; ${own}` } })).status).toBe(401);
  });
});
