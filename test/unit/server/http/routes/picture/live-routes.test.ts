import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveLimits, livePath } from '../../../../../../server/contract/live.ts';
import { RawClient } from '../../../../../fixtures/raw-client.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';
import { LiveClient } from '../../../live/live-client.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test', width: 160, height: 120, fps: 10 };
const handshake = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ config: { cameras: [hall] }, env: { LOG_LEVEL: 'DEBUG' } });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Answer {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: { code?: string };
}

/** fetch() may not ask for an upgrade. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(new URL(path, server.url), { method, headers, agent: false }, async (response) => {
      const text = (await response.toArray()).join('');
      const isJson = response.headers['content-type']?.startsWith('application/json') && text !== '';
      resolve({
        status: response.statusCode,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as Answer['body']) : {},
      });
    })
      .on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode, headers: response.headers, body: {} });
      })
      .on('error', reject)
      .end();
  });
}

describe('/api/live', () => {
  test('asks a client that does not speak WebSocket to do so', async () => {
    for (const headers of [{}, { Connection: 'Upgrade', Upgrade: 'h2c' }] as Record<string, string>[]) {
      const answer = await send('GET', livePath, headers);
      expect([answer.status, answer.headers['upgrade'], answer.body.code]).toEqual([
        426,
        'websocket',
        'websocket-needed',
      ]);
    }
    // A HEAD can open no WebSocket.
    expect((await send('HEAD', livePath)).status).toBe(405);
  });

  test('has no other methods, whatever they ask for', async () => {
    for (const headers of [{}, handshake]) {
      const answer = await send('POST', livePath, headers);
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
      expect((await send('OPTIONS', livePath, headers)).status).toBe(204);
    }
  });

  test('is found as all paths are: in capitals, not with a slash at the end', async () => {
    expect((await send('GET', '/API/live', handshake)).status).toBe(101);
    expect((await send('GET', '/api/live/', handshake)).status).toBe(307);
  });

  test.each([
    ['no key', { 'Sec-WebSocket-Key': '' }],
    ['a short key', { 'Sec-WebSocket-Key': 'abc' }],
    ['another version', { 'Sec-WebSocket-Version': '99' }],
    ['protocols that are none', { 'Sec-WebSocket-Protocol': ',,' }],
  ])('refuses a handshake with %s as all errors are told', async (_what, headers) => {
    const answer = await send('GET', livePath, { ...handshake, ...headers });
    expect([answer.status, answer.body.code, answer.headers['sec-websocket-version']]).toEqual([
      400,
      'bad-websocket',
      '13',
    ]);
    expect(answer.headers['connection']).toBe('close');
  });

  test.each(['?wall=', '?wall=a%20/b', '?wall=../x', '?wall=a&wall=b', `?wall=${'a'.repeat(33)}`])(
    'refuses the name in %s',
    async (query) => {
      const answer = await send('GET', livePath + query, handshake);
      expect([answer.status, answer.body.code]).toEqual([422, 'bad-query']);
    },
  );

  test('welcomes a page with the name of its wall and what is saved of it', async () => {
    for (const [query, wall] of [
      ['', 'wall'],
      ['?wall=hall-2', 'hall-2'],
    ]) {
      using page = await LiveClient.open(server.url, { query });
      expect(page.notices).toMatchObject([{ type: 'welcome', version: 1, wall, settings: { fps: null } }]);
    }
  });

  test('takes what a page says right behind its request', async () => {
    using client = await RawClient.open(Number(new URL(server.url).port));
    const text = Buffer.from('{"type":"clock","at":42}');
    const mask = Buffer.alloc(4);
    const head = Object.entries({ Host: new URL(server.url).host, ...handshake }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    client.socket.write(
      Buffer.concat([
        Buffer.from(`GET ${livePath} HTTP/1.1\r\n${head.join('')}\r\n`),
        Buffer.from([0x81, 0x80 | text.length]),
        mask,
        text,
      ]),
    );
    await until('it is answered', () => client.text.includes('"type":"clock","at":42'));
    expect(client.text).toMatch(/^HTTP\/1\.1 101 /);
  });

  test('serves as many pages as it has room for, and the next when one has left', async () => {
    await until('nobody else is there', async () => (await server.health()).walls.length === 0);
    const pages = await Promise.all(
      Array.from({ length: liveLimits.connections }, () => LiveClient.open(server.url)),
    );
    const full = await send('GET', livePath, handshake);
    expect([full.status, full.body.code, full.headers['retry-after']]).toEqual([503, 'too-many-walls', '5']);
    expect((await server.health()).walls).toMatchObject([{ wall: 'wall', pages: liveLimits.connections }]);
    pages.pop()?.[Symbol.dispose]();
    using last = await until('there is room', () => LiveClient.open(server.url).catch(() => undefined));
    last.show({ tile: 1, camera: 'hall' });
    await last.untilFrames(1);
    for (const page of pages) page[Symbol.dispose]();
  });
});

describe('a request for an upgrade', () => {
  test.each([
    ['/health', 200],
    ['/cam/hall/snapshot', 200],
    ['/nowhere', 404],
  ])('of %s is answered as any other, and its connection closed', async (path, status) => {
    const answer = await send('GET', path, handshake);
    expect([answer.status, answer.headers['connection']]).toEqual([status, 'close']);
  });

  test('to HTTP/2 is no reason not to answer', async () => {
    const headers = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
    expect((await send('GET', '/health', headers)).status).toBe(200);
  });
});

describe('the access log', () => {
  const logged = () =>
    server.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg, path, status }) => msg === 'request' && path === livePath && status === 101);

  test('has one line of a page when it has left: how long it was there, and nothing of its query', async () => {
    await until('all are logged that came before', async () => (await server.health()).walls.length === 0);
    const before = logged().length;
    using page = await LiveClient.open(server.url, { query: '?wall=secret-name' });
    page.show({ tile: 1, camera: 'hall' });
    const openedMs = performance.now();
    await page.untilFrames(1, 5);
    expect(logged()).toHaveLength(before);
    const watchedMs = performance.now() - openedMs;
    page.socket.close();
    await until('it is logged', () => logged().length > before);
    const line = logged().at(-1);
    expect(line).toMatchObject({ level: 20, method: 'GET', path: livePath, user: 'anyone' });
    expect(line?.['ms']).toBeGreaterThanOrEqual(Math.floor(watchedMs));
    expect(line?.['bytes']).toBeGreaterThan(page.frames.length * 1_000);
    expect(server.output).not.toContain('secret-name');
  });
});

describe('a server that is told to end', () => {
  test('tells its pages so, and waits neither long for them nor for one that does not answer', async () => {
    await using ending = await TestServer.start({ config: { cameras: [hall] } });
    const pages = await Promise.all([1, 2, 3].map(() => LiveClient.open(ending.url)));
    for (const page of pages) page.show({ tile: 1, camera: 'hall' });
    for (const page of pages) await page.untilFrames(1);
    const [stuck, ...others] = pages;
    stuck?.socket.pause();
    const stopped = ending.stop();
    await until('it has ended', () => ending.child.exitCode !== null);
    expect(await stopped).toBe(0);
    for (const page of others)
      expect(await page.untilClosed()).toEqual({ code: 1001, reason: 'the server stops' });
    for (const page of pages) page[Symbol.dispose]();
  });
});

test('a wall works by HTTPS, on the port of plain HTTP', async () => {
  await using secure = await ServerHere.start({
    config: { cameras: [hall] },
    args: ['--tls', 'self-signed'],
  });
  for (const url of [secure.url, secure.url.replace('https', 'http')]) {
    using page = await LiveClient.open(url);
    page.show({ tile: 1, camera: 'hall' });
    await page.untilFrames(1, 3);
  }
});
