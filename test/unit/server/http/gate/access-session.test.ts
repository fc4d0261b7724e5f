import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { until } from '../../../../fixtures/until.ts';
import { basic, cookieOf, login } from '../login-request.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 160, height: 120, fps: 5, port: 8081 };
const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
/** As a proxy on this machine passes on whom it speaks for. */
const from = (address: string) => ({ 'X-Forwarded-For': address });

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ config: { auth, cameras: [hall] } });
});
afterAll(() => server[Symbol.asyncDispose]());

const session = async (init?: RequestInit) => (await server.fetch('/api/session', init)).json();

describe('logging in', () => {
  test('opens everything for the browser that did, until it logs out', async () => {
    const outside = { auth_enabled: true, authenticated: false, scope: 'none' };
    expect(await session()).toEqual(outside);
    const answer = await server.fetch('/api/session', login('me', 'sesame'));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { user, scope, expires_at } = (await answer.json()) as Record<string, string>;
    expect([user, scope]).toEqual(['me', 'admin']);
    expect(Date.parse(expires_at ?? '') / Date.now()).toBeGreaterThan(1);

    const cookie = cookieOf(answer);
    expect(await session(cookie)).toEqual({
      auth_enabled: true,
      authenticated: true,
      scope: 'admin',
      user: 'me',
    });
    for (const path of ['/api/cameras', '/cam/hall/snapshot']) {
      expect((await server.fetch(path, cookie)).status).toBe(200);
    }
    const out = await server.fetch('/api/session', { method: 'DELETE', ...cookie });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      'rpicam_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    ]);
    expect(await session(cookie)).toEqual(outside);
    const after = await server.fetch('/api/cameras', cookie);
    // This browser knows the login page.
    expect([after.status, after.headers.get('www-authenticate')]).toEqual([401, null]);
  });

  test('sets a cookie that no script and no other site gets, for all ports of the host', async () => {
    const answer = await server.fetch('/api/session', login('me', 'sesame'));
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^rpicam_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  test('by HTTPS sets a cookie that is never sent in the clear', async () => {
    const proxied = { 'X-Forwarded-Proto': 'https' };
    const answer = await server.fetch('/api/session', login('me', 'sesame', proxied));
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure/);
  });

  test.each<[string, RequestInit, number]>([
    ['the wrong password', login('me', 'nonsense', from('10.0.0.1')), 401],
    ['no JSON', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{' }, 422],
    ['no body', { method: 'POST' }, 422],
    [
      'a form, as another site could send it',
      { method: 'POST', body: new URLSearchParams({ username: 'me', password: 'sesame' }) },
      422,
    ],
    ['a very long name', login('m'.repeat(2_000), 'sesame'), 422],
    ['a very long body', login('m'.repeat(20_000), 'sesame'), 413],
  ])('with %s is refused', async (_what, init, status) => {
    const answer = await server.fetch('/api/session', init);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
  });

  test('tells a client that sends a password with each request that it is logged in', async () => {
    expect(await session(basic('me:sesame'))).toMatchObject({ authenticated: true, user: 'me' });
  });

  test.each(['view', 'admin'])(
    'tells a client with a token of scope "%s" that it is known, until the token is revoked',
    async (scope) => {
      const asAdmin = (method: string, path: string, body?: object) =>
        server.fetch(path, {
          method,
          headers: { ...basic('me:sesame').headers, 'Content-Type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
      const made = await asAdmin('POST', '/api/tokens', { name: 'wall', scope });
      const { id, token } = (await made.json()) as Record<string, string>;
      const client = { headers: { Authorization: `Bearer ${token}` } };
      expect(await session(client)).toEqual({ auth_enabled: true, authenticated: true, scope });
      expect((await server.fetch('/api/cameras', client)).status).toBe(scope === 'admin' ? 200 : 403);
      await asAdmin('DELETE', `/api/tokens/${id}`);
      expect(await session(client)).toEqual({ auth_enabled: true, authenticated: false, scope: 'none' });
    },
  );

  test('refuses other methods and names its own', async () => {
    const answer = await server.fetch('/api/session', { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, DELETE']);
  });
});

describe('an address that failed ten times', () => {
  test('has to wait, and no other address; a session from there gets through', async () => {
    const here = from('198.51.100.7');
    const known = basic('me:sesame').headers;
    expect((await server.fetch('/api/cameras', { headers: { ...known, ...here } })).status).toBe(200);
    const { headers: cookie } = cookieOf(await server.fetch('/api/session', login('me', 'sesame', here)));
    // However slow this machine is, in the end the wait is longer than the way to the next attempt.
    let guesses = 0;
    const waiting = await until('a wait that can be seen', async () => {
      const answer = await server.fetch('/api/session', login('me', `guess ${++guesses}`, here));
      expect(guesses <= 10 ? [401] : [401, 429]).toContain(answer.status);
      return Number(answer.headers.get('retry-after')) >= 4 ? answer : undefined;
    });
    const seconds = waiting.headers.get('retry-after');
    expect(await waiting.json()).toEqual({
      detail: `Too many failed logins from this address; try again in ${seconds} s.`,
      code: 'too-many-failures',
    });
    const through = async (headers: Record<string, string>) =>
      (await server.fetch('/api/cameras', { headers })).status;
    expect(await through({ ...known, ...here })).toBe(200);
    expect(await through({ ...cookie, ...here })).toBe(200);
    expect(await through({ ...known, ...from('198.51.100.8') })).toBe(200);
    expect(server.output.match(/many failed logins/g)).toHaveLength(1);
    expect(server.output).toContain('"address":"198.51.100.7"');
  });
});

describe('a change of the password', () => {
  test('by its own session ends all other sessions of the old one', async () => {
    await using other = await ServerHere.start({ config: { auth, cameras: [hall] } });
    const cookie = cookieOf(await other.fetch('/api/session', login('me', 'sesame')));
    const post = (fields: object) =>
      other.fetch('/api/cameras', {
        method: 'POST',
        headers: { ...cookie.headers, 'Content-Type': 'application/json' },
        body: JSON.stringify({ cameras: [hall], ...fields }),
      });
    // Neither of these is a change of it.
    expect((await post({})).status).toBe(200);
    expect((await post({ auth: { ...auth, protect_status: true } })).status).toBe(200);
    expect((await post({ auth: { ...auth, password: 'other' } })).status).toBe(200);
    expect((await post({})).status).toBe(401);
    expect((await other.fetch('/api/cameras', basic('me:sesame'))).status).toBe(401);
    expect((await other.fetch('/api/cameras', basic('me:other'))).status).toBe(200);
  });
});

describe('auth that is switched off and on again', () => {
  test('asks everybody for a login', async () => {
    await using other = await ServerHere.start({ config: { auth, cameras: [hall] } });
    const cookie = cookieOf(await other.fetch('/api/session', login('me', 'sesame')));
    const enable = async (enabled: boolean) => {
      const headers = { ...cookie.headers, 'Content-Type': 'application/json' };
      const body = JSON.stringify({ cameras: [hall], auth: { ...auth, password: '', enabled } });
      expect((await other.fetch('/api/cameras', { method: 'POST', headers, body })).status).toBe(200);
    };
    await enable(false);
    await enable(true);
    expect((await other.fetch('/api/cameras', cookie)).status).toBe(401);
    expect((await other.fetch('/api/cameras', basic('me:sesame'))).status).toBe(200);
  });
});

describe('the page that changes the login', () => {
  const changing = (url: string, more: object, headers: Record<string, string> = {}): RequestInit => ({
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', Origin: new URL(url).origin, ...headers },
    body: JSON.stringify({ auth: { ...auth, ...more } }),
  });

  test('stays logged in when it switches the login on or takes another password; other pages do not', async () => {
    await using other = await ServerHere.start({ config: { cameras: [hall] } });
    const on = await other.fetch('/api/settings', changing(other.url, {}));
    expect(on.status).toBe(200);
    const first = cookieOf(on);
    expect((await other.fetch('/api/cameras', first)).status).toBe(200);

    const elsewhere = cookieOf(await other.fetch('/api/session', login('me', 'sesame')));
    const change = changing(other.url, { password: 'other words' }, first.headers);
    const second = cookieOf(await other.fetch('/api/settings', change));
    const statuses = [second, first, elsewhere].map(async (cookie) => {
      return (await other.fetch('/api/cameras', cookie)).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  test('gets no session for a change that is refused, and neither does a program', async () => {
    await using other = await ServerHere.start({ config: { cameras: [hall] } });
    const refused = await other.fetch('/api/settings', changing(other.url, { username: '' }));
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([400, []]);
    const headers = { 'Content-Type': 'application/json' };
    const switched = await other.fetch('/api/settings', { ...changing(other.url, {}), headers });
    expect([switched.status, switched.headers.getSetCookie()]).toEqual([200, []]);
  });
});

describe('without auth', () => {
  test('nobody can log in, and everything is open', async () => {
    await using open = await ServerHere.start({ config: { cameras: [hall] } });
    expect(await (await open.fetch('/api/session')).json()).toEqual({
      auth_enabled: false,
      authenticated: false,
      scope: 'admin',
    });
    expect((await open.fetch('/api/session', login('', ''))).status).toBe(409);
  });
});
