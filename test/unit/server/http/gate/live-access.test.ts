import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startServer, type RunningServer } from '../../../../../server/index.ts';
import { parseServerOptions } from '../../../../../server/server-options.ts';
import { TemporaryFolder } from '../../config/temporary-folder.ts';
import { call } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';
import { LiveClient } from '../../live/live-client.ts';
import { basic, cookieOf, login } from '../login-request.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 10 };
const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
const me = basic('me:sesame');

/** Status of the refusal. */
async function refusal(url: string, options: Parameters<typeof LiveClient.open>[1] = {}): Promise<number> {
  try {
    using client = await LiveClient.open(url, options);
    return client.socket.readyState === client.socket.OPEN ? 101 : 0;
  } catch (error) {
    return Number(/Unexpected server response: (\d+)/.exec(String(error))?.[1]);
  }
}

describe('where watching needs a login', () => {
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { auth, linger_seconds: 0, cameras: [hall] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function token(scope: string): Promise<{ id: string; headers: Record<string, string> }> {
    const { body } = await call(server, 'POST', '/api/tokens', { name: 't', scope }, me.headers);
    const { id, token: secret } = body as { id: string; token: string };
    return { id, headers: { Authorization: `Bearer ${secret}` } };
  }

  test('a wall opens with password, session and token, and not without', async () => {
    const session = cookieOf(await server.fetch('/api/session', login('me', 'sesame')));
    const viewing = await token('view');
    for (const { headers } of [me, session, viewing]) {
      using page = await LiveClient.open(server.url, { headers });
      page.show({ tile: 1, camera: 'hall' });
      await page.untilFrames(1);
    }
    expect(await refusal(server.url)).toBe(401);
    expect(await refusal(server.url, basic('me:wrong'))).toBe(401);
    expect(await refusal(server.url, { headers: { Authorization: 'Bearer rpk_nothing' } })).toBe(401);
    expect(await refusal(server.url, { headers: { Cookie: 'rpicam_session=nothing' } })).toBe(401);
  });

  test('a signed link opens its camera and no wall', async () => {
    const link = { scope: 'stream', expires_in: 60 };
    const { body } = await call(server, 'POST', '/api/cameras/hall/links', link, me.headers);
    const { search } = new URL((body as { url: string }).url, server.url);
    expect((await server.fetch(`/cam/hall/snapshot${search}`)).status).toBe(200);
    expect(await refusal(server.url, { query: search })).toBe(403);
    expect(await refusal(server.url, { query: `${search}&for=recordings` })).toBe(403);
    expect(await refusal(server.url, { query: '?for=recordings' })).toBe(401);
  });

  test('logging out ends the walls of that session, deleting a token those of that token', async () => {
    const session = cookieOf(await server.fetch('/api/session', login('me', 'sesame')));
    const tokens = await token('view');
    using one = await LiveClient.open(server.url, session);
    using other = await LiveClient.open(server.url, tokens);
    using recordings = await LiveClient.open(server.url, { ...tokens, query: '?for=recordings' });
    await server.fetch('/api/session', { method: 'DELETE', ...session });
    expect(await one.untilClosed()).toMatchObject({ code: 4401 });
    expect(other.closed).toBeUndefined();
    await call(server, 'DELETE', `/api/tokens/${tokens.id}`, undefined, me.headers);
    expect(await other.untilClosed()).toMatchObject({ code: 4401 });
    expect(await recordings.untilClosed()).toMatchObject({ code: 4401 });
  });

  const post = async (fields: object) => {
    expect(
      (await call(server, 'POST', '/api/cameras', { cameras: [hall], ...fields }, me.headers)).status,
    ).toBe(200);
  };

  test('a change of the password ends the walls of those who used the old one, also walls that show nothing', async () => {
    const session = cookieOf(await server.fetch('/api/session', login('me', 'sesame')));
    const tokens = await token('view');
    using watching = await LiveClient.open(server.url, session);
    using idle = await LiveClient.open(server.url, me);
    using other = await LiveClient.open(server.url, tokens);
    for (const page of [watching, other]) page.show({ tile: 1, camera: 'hall' });
    await watching.untilFrames(1);
    await post({ auth: { ...auth, protect_status: false } });
    await watching.untilFrames(1, watching.frames.length + 2);
    await post({ auth: { ...auth, password: 'other' } });
    onTestFinished(async () => {
      const old = basic('me:other').headers;
      await call(server, 'POST', '/api/cameras', { cameras: [hall], auth }, old);
    });
    for (const page of [watching, idle])
      expect(await page.untilClosed()).toEqual({ code: 4401, reason: 'log in again' });
    await other.untilFrames(1, other.frames.length + 2);
    await server.untilCamera('hall', { subscribers: 1 });
  });

  test('switching protect_streams on ends walls that were opened without a login', async () => {
    const open = { ...auth, protect_streams: false };
    await post({ auth: open });
    using page = await LiveClient.open(server.url);
    page.show({ tile: 1, camera: 'hall' });
    await page.untilFrames(1);
    await post({ auth });
    expect(await page.untilClosed()).toMatchObject({ code: 4401 });
  });
});

describe('a page of another site', () => {
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { cameras: [hall] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    ['of another host', { Origin: 'https://evil.example' }],
    ['of another port', { Origin: 'http://127.0.0.1:1' }],
    ['without a name', { Origin: 'null' }],
    ['that its browser calls one', { 'Sec-Fetch-Site': 'cross-site' }],
    ['that gave itself our address', { Host: 'evil.example:8000', Origin: 'http://evil.example:8000' }],
  ])('%s opens no wall', async (_what, headers) => {
    expect(await refusal(server.url, { headers })).toBe(403);
  });

  test('is none of ours: those open one', async () => {
    expect(await refusal(server.url, { headers: { Origin: server.url } })).toBe(101);
    expect(await refusal(server.url, { headers: { Host: 'pi.local', Origin: 'http://pi.local' } })).toBe(101);
  });
});

describe('the screen of this machine', () => {
  const folder = new TemporaryFolder();
  const stop = new AbortController();
  let server: RunningServer;
  beforeAll(async () => {
    folder.write('cameras.json', JSON.stringify({ auth, cameras: [hall], port_mode: 'off' }));
    const args = ['--port', '0', '--host', '127.0.0.1', '--data-dir', folder.path];
    const options = parseServerOptions(args, { LOG_LEVEL: 'ERROR' });
    if (!options) throw new Error('no options');
    server = await startServer(options, stop.signal);
  });
  afterAll(async () => {
    stop.abort();
    await server.closed;
    folder[Symbol.dispose]();
  });

  test('has a wall with the session it was let in with', async () => {
    const kiosk = cookieOf(await fetch(server.kioskUrl(), { redirect: 'manual' }));
    using page = await LiveClient.open(server.url, { ...kiosk, query: '?wall=kiosk' });
    page.show({ tile: 1, camera: 'hall' });
    await page.untilFrames(1);
    expect(page.notices[0]).toMatchObject({ type: 'welcome', version: 1, wall: 'kiosk' });
    page.socket.close();
    await once(page.socket, 'close');
  });
});
