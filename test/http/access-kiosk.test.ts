import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../server/index.ts';
import { parseServerOptions } from '../../server/server-options.ts';
import { cookieOf } from './login-request.ts';

const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
const cameras = [
  { id: 'hall', name: 'Hall', device: 'test:Hall', width: 160, height: 120, fps: 5, port: 8081 },
];
const folder = mkdtempSync(join(tmpdir(), 'rpicam-kiosk-test-'));
const stop = new AbortController();
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, 'cameras.json'), JSON.stringify({ auth, cameras, port_mode: 'off' }));
  const args = ['--port', '0', '--host', '127.0.0.1', '--data-dir', folder];
  const options = parseServerOptions(args, { LOG_LEVEL: 'ERROR' });
  if (!options) throw new Error('no options');
  server = await startServer(options, stop.signal);
});
afterAll(async () => {
  stop.abort();
  await server.closed;
  rmSync(folder, { recursive: true });
});

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
    expect(page.headers.get('location')).toBe('/login?next=%2Fsettings');

    const second = await open(url);
    expect([second.status, second.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await second.json()).toMatchObject({ code: 'secret-used' });
  });

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
