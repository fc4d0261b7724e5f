import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../../../../server/index.ts';
import { KioskServer } from '../../../../fixtures/kiosk-server.ts';
import { cookieOf } from '../login-request.ts';

const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
const cameras = [
  { id: 'hall', name: 'Hall', device: 'test:Hall', width: 160, height: 120, fps: 5, port: 8081 },
];
let running: KioskServer;
let server: RunningServer;

beforeAll(async () => {
  running = await KioskServer.start({ auth, cameras });
  ({ server } = running);
});
afterAll(() => running[Symbol.asyncDispose]());

const open = (url: string, init?: RequestInit) => fetch(url, { redirect: 'manual', ...init });

describe('the browser on this screen', () => {
  test('comes in once by its address, may watch and change nothing', async () => {
    const url = server.kioskUrl();
    const first = await open(url);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/?kiosk=1']);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const cookie = cookieOf(first);
    const status = async (path: string, init?: RequestInit) =>
      (await open(server.url + path, { ...cookie, ...init })).status;
    expect(await status('/cam/hall/snapshot')).toBe(200);
    const refused = await open(`${server.url}/api/cameras`, cookie);
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'forbidden' }]);
    expect(await status('/api/cameras', { method: 'POST' })).toBe(403);
    expect(await (await open(`${server.url}/api/session`, cookie)).json()).toEqual({
      auth_enabled: true,
      authenticated: true,
      scope: 'view',
    });
    const page = await open(`${server.url}/settings`, {
      headers: { ...cookie.headers, Accept: 'text/html' },
    });
    expect(page.headers.get('location')).toBe('./login?next=%2Fsettings');

    const second = await open(url);
    expect([second.status, second.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await second.json()).toMatchObject({ code: 'secret-used' });
  });

  test('may change everything once its person has opened the settings, and nothing after that', async () => {
    const allowed = async (cookie: { headers: Record<string, string> }) => [
      (await open(`${server.url}/cam/hall/snapshot`, cookie)).status,
      (await open(`${server.url}/api/cameras`, cookie)).status,
    ];
    const wall = cookieOf(await open(server.kioskUrl()));
    expect(await allowed(wall)).toEqual([200, 403]);
    const opened = await open(server.kioskUrl('/settings', 'admin'), wall);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/settings']);
    const settings = cookieOf(opened);
    expect(await allowed(settings)).toEqual([200, 200]);
    expect(await allowed(wall)).toEqual([401, 401]);

    const back = cookieOf(await open(server.kioskUrl(), settings));
    expect(await allowed(back)).toEqual([200, 403]);
    expect(await allowed(settings)).toEqual([401, 401]);
  });

  test('has one session for the walls on all of its displays', async () => {
    const first = cookieOf(await open(server.kioskUrl()));
    const second = await open(server.kioskUrl('/?wall=porch&kiosk=1'), first);
    expect([second.status, second.headers.get('location')]).toEqual([303, '/?wall=porch&kiosk=1']);
    // The page on the first display may just be loading: what it was given has to hold.
    expect((await open(`${server.url}/cam/hall/snapshot`, first)).status).toBe(200);
  });

  test.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'Forwarded', 'Via'])(
    'is not one that comes through a proxy, which tells by %s; its secret is used up',
    async (header) => {
      const url = server.kioskUrl();
      const answer = await open(url, { headers: { [header]: '127.0.0.1' } });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
      expect(await answer.json()).toMatchObject({ code: 'own-screen-only' });
      expect((await open(url)).status).toBe(401);
    },
  );

  test('gets an address that a preview does not use up', async () => {
    const url = server.kioskUrl();
    expect((await open(url, { method: 'HEAD' })).status).toBe(405);
    expect((await open(url)).status).toBe(303);
  });

  test.each([
    ['/?kiosk=1&rotate=90', '/?kiosk=1&rotate=90'],
    ['https://evil.example/', '/'],
    ['//evil.example/', '/'],
    ['/.//evil.example/', '/'],
  ])('is sent on from %s to %s', async (page, location) => {
    expect((await open(server.kioskUrl(page))).headers.get('location')).toBe(location);
  });

  test.each(['', '?secret=', '?secret=x', '?secret=a&secret=b'])(
    'does not come in with %j, though it is on this machine',
    async (query) => {
      expect((await open(`${server.url}/api/session/kiosk${query}`)).status).toBe(401);
      expect((await open(`${server.url}/api/cameras`)).status).toBe(401);
    },
  );
});
