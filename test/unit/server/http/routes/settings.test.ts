import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultEventSettings } from '../../../../../server/contract/config/event-settings.ts';
import { defaultRecordings } from '../../../../../server/contract/config/record.ts';
import { call, unchangedBy } from '../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', port: 8081 };
const auth = { enabled: false, protect_streams: true, protect_status: false, username: '', password: '' };

describe('/api/settings', () => {
  let server: ServerHere;
  beforeAll(
    async () => (server = await ServerHere.start({ config: { cameras: [hall], linger_seconds: 3 } })),
  );
  afterAll(() => server[Symbol.asyncDispose]());
  const patch = (body: unknown) => call(server, 'PATCH', '/api/settings', body);

  test('shows everything but the cameras', async () => {
    expect((await call(server, 'GET', '/api/settings')).body).toEqual({
      host: '0.0.0.0',
      auth,
      linger_seconds: 3,
      port_mode: 'off',
      max_viewers: 100,
      max_picture_size: 8_192,
      default_camera: '',
      recordings: defaultRecordings(),
      events: defaultEventSettings(),
      webhooks: [],
      max_fps: 120,
      allowed_hosts: [],
      cors_origins: [],
    });
  });

  test('changes what is given and leaves the rest and the cameras', async () => {
    const change = {
      host: 'pi.lan',
      max_viewers: 5,
      allowed_hosts: ['pi.lan'],
      cors_origins: ['https://home.lan'],
    };
    const answer = await patch(change);
    expect(answer).toMatchObject({ status: 200, body: { ...change, linger_seconds: 3 } });
    expect(JSON.parse(readFileSync(server.configPath, 'utf8'))).toMatchObject({ ...change, cameras: [hall] });
  });

  test('null takes a setting back to its default', async () => {
    const answer = await patch({ host: null, linger_seconds: null, max_viewers: null, cors_origins: null });
    expect(answer.body).toMatchObject({
      host: '0.0.0.0',
      linger_seconds: 10,
      max_viewers: 100,
      cors_origins: [],
      allowed_hosts: ['pi.lan'],
    });
  });

  test.each([
    [{ cameras: [] }, 422, 'cameras'],
    [{ auth: { passwort: 'x' } }, 422, 'auth.passwort'],
    [{ auth: null }, 422, 'auth'],
    [{ auth: { username: 5 } }, 422, 'auth.username'],
    [[], 422, undefined],
    [undefined, 422, undefined],
    [{ max_viewers: 0 }, 400, 'max_viewers'],
    [{ max_viewers: 1_001 }, 400, 'max_viewers'],
    [{ max_viewers: 1.5 }, 422, 'max_viewers'],
    [{ max_picture_size: 63 }, 400, 'max_picture_size'],
    [{ max_picture_size: 'huge' }, 422, 'max_picture_size'],
    [{ linger_seconds: -1 }, 400, 'linger_seconds'],
    [{ linger_seconds: 3_601 }, 400, 'linger_seconds'],
    [{ port_mode: 'both' }, 400, 'port_mode'],
    [{ host: 'a b' }, 400, 'host'],
    [{ allowed_hosts: 'pi.lan' }, 422, 'allowed_hosts'],
    [{ allowed_hosts: ['ok', 'http://x/'] }, 400, 'allowed_hosts.1'],
    [{ allowed_hosts: Array(33).fill('a') }, 400, 'allowed_hosts'],
    [{ cors_origins: ['home.lan'] }, 400, 'cors_origins.0'],
    [{ auth: { enabled: true } }, 400, 'auth'],
    [{ auth: { enabled: true, username: 'a:b', password: 'x' } }, 400, 'auth'],
  ])('refuses %j with %i because of %s', async (body, status, field) => {
    const answer = await unchangedBy(server, () => patch(body));
    expect(answer.status).toBe(status);
    expect((answer.body as { field?: string }).field).toBe(field);
  });
});

describe('the login in /api/settings', () => {
  test.each([{}, { enabled: false }])(
    'that the file has as %j protects the pictures when it is switched on',
    async (written) => {
      await using server = await ServerHere.start({ config: { cameras: [hall], auth: written } });
      const login = { enabled: true, username: 'me', password: 'sesame street' };
      expect((await call(server, 'PATCH', '/api/settings', { auth: login })).status).toBe(200);
      expect((await server.fetch('/cam/hall/snapshot')).status).toBe(401);
    },
  );

  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test('is switched on, keeps its password when it is left out or blank, and needs a new one for a new user', async () => {
    await using server = await ServerHere.start({ config: { cameras: [hall] } });
    const on = { auth: { enabled: true, protect_status: true, username: 'me', password: 'sesame' } };
    const answer = await call(server, 'PATCH', '/api/settings', on);
    expect(answer).toMatchObject({ status: 200, body: { auth: { ...on.auth, password: '' } } });
    expect((await call(server, 'GET', '/api/settings')).status).toBe(401);

    const me = basic('me:sesame');
    for (const change of [{ protect_streams: false }, { username: 'me', password: '' }, {}]) {
      const kept = await call(server, 'PATCH', '/api/settings', { auth: change }, me);
      expect(kept).toMatchObject({ status: 200, body: { auth: { enabled: true, protect_streams: false } } });
    }
    const other = await call(
      server,
      'PATCH',
      '/api/settings',
      { auth: { username: 'you', password: '' } },
      me,
    );
    expect(other).toMatchObject({
      status: 400,
      body: { detail: 'Auth is enabled but username or password is missing.', field: 'auth' },
    });
    const off = await call(server, 'PATCH', '/api/settings', { auth: { enabled: false } }, me);
    expect(off.status).toBe(200);
    expect((await call(server, 'GET', '/api/settings')).status).toBe(200);
  });
});
