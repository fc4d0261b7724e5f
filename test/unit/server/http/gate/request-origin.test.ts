import { request } from 'node:http';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describedOperations } from '../../../../../server/http/operation/operation.ts';
import { composedApp } from '../../../../fixtures/composed-app.ts';
import { isKnownHost } from '../../../../../server/http/gate/known-host.ts';
import { isForeign } from '../../../../../server/http/gate/request-origin.ts';
import { ServerHere } from '../../../../fixtures/server-here.ts';

const { operations } = await composedApp();

const plain = { isSecure: false, isNear: false };
const near = { isSecure: false, isNear: true };

test.each([
  ['pi.local:8000', 'http://pi.local:8000', false],
  ['pi.local', 'http://pi.local', false],
  ['pi.local:80', 'http://pi.local', false],
  ['pi.local:443', 'https://pi.local', false],
  ['pi.local', 'https://pi.local', false],
  ['PI.local:8000', 'http://pi.local:8000', false],
  ['[::1]:8000', 'http://[::1]:8000', false],
  // Also what nginx makes of "Host: pi.local:8080" with `$host`: it cannot be told from another server on port 80.
  ['pi.local', 'http://pi.local:8080', true],
  ['[fd00::2]', 'http://[fd00::2]:8080', true],
  ['pi.local', 'http://pi.local:443', true],
  ['pi.local:8000', 'http://pi.local:9000', true],
  ['pi.local:443', 'http://pi.local', true],
  ['pi.local', 'http://evil.example', true],
  ['pi.local:8000', 'http://pi.local.evil.example:8000', true],
  ['pi.local:8000', 'null', true],
  ['pi.local:8000', 'file://', true],
  ['pi.local:8000', 'nonsense', true],
  ['not a host', 'http://pi.local', true],
  [undefined, 'http://pi.local', true],
])('at %s a page of %s is foreign: %s', (host, origin, foreign) => {
  expect(isForeign({ host, origin }, plain)).toBe(foreign);
});

describe('behind a proxy that loses the port', () => {
  const headers = { host: 'pi.local', origin: 'http://pi.local:8080' };

  test.each([
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'x-forwarded-port': '8080' }, false],
    [{ 'x-forwarded-port': '9000' }, true],
    [{ 'x-forwarded-port': '8080@evil.example' }, true],
    [{ 'x-forwarded-host': 'pi.local:8080' }, false],
    [{ 'x-forwarded-host': 'pi.local:8080, other' }, false],
    [{ 'x-forwarded-host': 'pi.local' }, true],
    [{ 'x-forwarded-host': 'pi.local:9000' }, true],
  ] as const)('%j tells whose page it is: foreign is %s', (told, foreign) => {
    expect(isForeign({ ...headers, ...told }, near)).toBe(foreign);
  });

  test('another machine is not believed what it says of a proxy', () => {
    expect(isForeign({ ...headers, 'x-forwarded-port': '8080' }, plain)).toBe(true);
    expect(isForeign({ ...headers, 'x-forwarded-host': 'pi.local:8080' }, plain)).toBe(true);
  });

  test('a name or a port that the Host does say counts', () => {
    const other = { 'x-forwarded-host': 'pi.local:8080', 'sec-fetch-site': 'same-origin' };
    expect(isForeign({ ...headers, ...other, host: 'pi.local:9000' }, near)).toBe(true);
    expect(isForeign({ ...headers, ...other, host: 'other.local' }, near)).toBe(true);
  });
});

test('a page that came in the clear is foreign to what came by HTTPS, and not the other way round', () => {
  const [clear, safe] = ['http://pi.local', 'https://pi.local'];
  expect(isForeign({ host: 'pi.local', origin: clear }, { isSecure: true, isNear: false })).toBe(true);
  expect(isForeign({ host: 'pi.local', origin: safe }, { isSecure: true, isNear: false })).toBe(false);
  // A proxy that takes off the TLS need not say so.
  expect(isForeign({ host: 'pi.local', origin: safe }, near)).toBe(false);
});

test('a program is not foreign, a request across sites is', () => {
  expect(isForeign({ host: 'pi', origin: undefined }, plain)).toBe(false);
  expect(isForeign({ host: 'pi', origin: undefined, 'sec-fetch-site': 'cross-site' }, plain)).toBe(true);
  expect(isForeign({ host: 'pi', origin: 'http://pi', 'sec-fetch-site': 'same-origin' }, plain)).toBe(false);
});

describe('a Host header', () => {
  const settings = {
    host: '0.0.0.0',
    allowed_hosts: ['cams.example.org', 'Door.Example.com:8000', '[fd00::9]', 'Küche.example.org'],
  };

  test.each([
    undefined,
    '192.168.1.7:8000',
    '[fd00::2]:8000',
    '[::1]',
    'localhost:8000',
    'app.localhost',
    'kitchen',
    'kitchen:8000',
    'anything.local',
    'cams.example.org',
    'CAMS.example.org:8000',
    'cams.example.org.',
    'door.example.com',
    'xn--kche-0ra.example.org:8000',
    'pi.home.net',
    'pi.lan',
    'pi.home.arpa:8000',
    'pi.fritz.box',
    'pi.internal',
  ])('%s is known', (header) => {
    expect(isKnownHost(header, () => 'Pi.home.net', settings)).toBe(true);
  });

  test.each([
    'evil.example',
    'evil.example:8000',
    'pi.lan.evil.example',
    'other.lan',
    'example.org',
    'x.cams.example.org',
    '192.168.1.7.evil.example',
    'local.evil.example',
    '1.2.3.4.5',
  ])('%s is not', (header) => {
    expect(isKnownHost(header, () => 'Pi.home.net', settings)).toBe(false);
  });
});

describe('the server', () => {
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { cameras: [{ id: 'a', name: 'A', device: 'test' }] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** fetch() sets Host itself. */
  function send(method: string, path: string, headers: Record<string, string>, body = '') {
    return new Promise<{
      status: number | undefined;
      code?: string | undefined;
      detail: string;
      address?: string | undefined;
    }>((resolve, reject) => {
      const sent = request(new URL(path, server.url), { method, headers, agent: false }, async (response) => {
        const text = (await response.toArray()).join('');
        const isJson = response.headers['content-type']?.startsWith('application/json');
        const {
          code,
          detail = '',
          address,
        } = (isJson ? JSON.parse(text) : {}) as {
          code?: string;
          address?: string;
          detail?: string;
        };
        resolve({ status: response.statusCode, code, detail, address });
      });
      sent.on('error', reject).end(body);
    });
  }

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'refuses %s from a page of another origin',
    async (method) => {
      const answer = await send(method, '/api/cameras/a', { Origin: 'https://evil.example' }, '{');
      expect(answer).toMatchObject({
        status: 403,
        code: 'cross-origin',
        detail: expect.stringMatching(/evil\.example.*Host header.*\$http_host, not \$host/),
      });
      expect((await send(method, '/', { 'Sec-Fetch-Site': 'cross-site' })).code).toBe('cross-origin');
      expect((await send(method, '/api/cameras/a', { Origin: 'null' })).code).toBe('cross-origin');
      expect((await server.health()).cameras).toHaveLength(1);
    },
  );

  test('takes writes of its own pages and of programs', async () => {
    const restart = '/api/cameras/a/restart';
    expect((await send('POST', restart, { Origin: server.url })).status).toBe(200);
    expect(
      (await send('POST', restart, { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' })).status,
    ).toBe(200);
    expect((await send('POST', restart, {})).status).toBe(200);
  });

  test('answers what another page reads as before: its browser keeps it from the page', async () => {
    expect((await send('GET', '/health', { Origin: 'https://evil.example' })).status).toBe(200);
  });

  test('tells nothing under a name that it does not know to somebody without a login', async () => {
    const headers = { Host: 'evil.example:8000', Origin: 'http://evil.example:8000' };
    const refused = {
      status: 403,
      code: 'host-not-allowed',
      detail: expect.stringMatching(/evil\.example:8000.*allowed_hosts/),
      address: server.url,
    };
    expect(await send('GET', '/api/cameras', headers)).toMatchObject(refused);
    expect(await send('POST', '/api/cameras', headers, '{"cameras":[]}')).toMatchObject(refused);
    expect(await send('DELETE', '/api/cameras/a', headers)).toMatchObject(refused);
    const told = ['/health', '/metrics', '/api/events', '/cam/a/snapshot', '/cam/a/video', '/cam/nope/video'];
    for (const path of told) expect(await send('GET', path, headers)).toMatchObject(refused);
    // The pages hold nothing themselves, and say what is to be done.
    for (const page of ['/', '/settings', '/login'])
      expect((await send('GET', page, headers)).status).toBe(200);
    expect((await send('GET', '/api/cameras', { Host: 'raspberrypi.local' })).status).toBe(200);
  });

  test('refuses a WebSocket there too', async () => {
    const opened = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, {
      headers: { Host: 'evil.example:8000' },
      origin: 'http://evil.example:8000',
    });
    const refused = await new Promise<number | undefined>((resolve, reject) => {
      opened.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
      opened.once('error', reject).once('open', () => reject(new Error('it was let in')));
    });
    expect(refused).toBe(403);
  });

  test.each(describedOperations(operations).filter(({ guard }) => guard !== 'open'))(
    'refuses $method $path under a foreign name, whatever it is',
    async ({ method, path }) => {
      const known = path.replace('{id}', 'a').replaceAll(/\{\w+\}/g, '0');
      const answer = await send(
        method.toUpperCase(),
        known,
        { Host: 'evil.example' },
        ['get', 'delete'].includes(method) ? '' : '{}',
      );
      expect(answer).toMatchObject({ status: 403, code: 'host-not-allowed' });
    },
  );

  test('tells pictures and state under a foreign name only with a login where auth leaves them open', async () => {
    const auth = { enabled: true, username: 'me', password: 'sesame', protect_streams: false };
    await using guarded = await ServerHere.start({
      config: { auth, cameras: [{ id: 'a', name: 'A', device: 'test' }] },
    });
    const status = (path: string, host: string, authorization: Record<string, string> = {}) =>
      new Promise((resolve, reject) => {
        const headers = { Host: host, ...authorization };
        request(guarded.url + path, { headers }, (answer) => resolve(answer.destroy().statusCode))
          .on('error', reject)
          .end();
      });
    const login = { Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}` };
    for (const path of ['/cam/a/snapshot', '/health']) {
      expect(await status(path, 'cams.example.org')).toBe(403);
      expect(await status(path, 'kitchen.local')).toBe(200);
    }
    expect(await status('/api/cameras', 'cams.example.org', login)).toBe(200);
  });

  test('with a login asks for that instead', async () => {
    await using guarded = await ServerHere.start({
      config: { auth: { enabled: true, username: 'me', password: 'sesame' }, cameras: [] },
    });
    const get = (authorization: Record<string, string>) =>
      new Promise((resolve, reject) => {
        const headers = { Host: 'cams.example.org', ...authorization };
        request(`${guarded.url}/api/cameras`, { headers }, (response) => {
          resolve(response.resume().statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await get({})).toBe(401);
    expect(await get({ Authorization: `Basic ${Buffer.from('me:sesame').toString('base64')}` })).toBe(200);
  });
});
