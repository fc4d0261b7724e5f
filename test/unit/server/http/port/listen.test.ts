import { once } from 'node:events';
import { get, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { HttpLimits } from '../../../../../server/http/port/http-limits.ts';
import { listen, type ListenOptions } from '../../../../../server/http/port/listen.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';

const short: Partial<HttpLimits> = {
  headersTimeoutMs: 500,
  requestTimeoutMs: 600,
  keepAliveTimeoutMs: 500,
  checkIntervalMs: 20,
};
const hello: RequestListener = (_request, response) => response.end('hello');

async function serve(
  handler: RequestListener,
  options: ListenOptions = { limits: short },
  host = '127.0.0.1',
) {
  const listener = await listen(handler, host, 0, options);
  return { ...listener, [Symbol.asyncDispose]: () => listener.close() };
}

describe('a port', () => {
  test.each([
    ['says nothing', '', 408, 'request-timeout'],
    ['sends half a head', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 408, 'request-timeout'],
    [
      'sends half a body',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal',
      408,
      'request-timeout',
    ],
    ['sends no HTTP', '\x00\x01 gibberish\r\n\r\n', 400, 'bad-request'],
    [
      'sends two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'bad-request',
    ],
    [
      'sends large headers',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'y'.repeat(600_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])('answers a client that %s, and closes', async (_what, begin, status, code) => {
    let bodies = 0;
    const limits = status === 408 ? short : {};
    await using server = await serve((request) => request.on('end', () => bodies++).resume(), { limits });
    using client = await RawClient.open(server.port, '127.0.0.1', begin);
    await client.untilClosed();
    expect(client.answer()).toEqual({ status, body: { detail: expect.stringMatching(/^T.*\.$/), code } });
    expect(client.text).toContain('Connection: close');
    expect([client.error, bodies]).toEqual([undefined, 0]);
  });

  test('closes a client that feeds its head byte by byte', async () => {
    await using server = await serve(hello);
    using client = await RawClient.open(server.port, '127.0.0.1', 'GET / HTTP/1.1\r\nHost: x\r\nX: ');
    const drip = setInterval(() => client.socket.write('y'), 10);
    await client.untilClosed().finally(() => clearInterval(drip));
    expect(client.answer().status).toBe(408);
  });

  test('closes a connection that is kept for nothing', async () => {
    await using server = await serve(hello, { limits: { keepAliveTimeoutMs: 100 } });
    using client = await RawClient.open(server.port, '127.0.0.1', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.untilClosed();
    expect(client.text).toMatch(/^HTTP\/1\.1 200 [^]*hello$/);
  });

  test('never cuts an answer that goes on', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    using client = await RawClient.open(server.port, '127.0.0.1', 'GET / HTTP/1.0\r\n\r\n');
    // Each takes 20 ms or more: longer together than all limits.
    await until('hundred pieces', () => client.text.split('.').length > 100 || client.closed);
    expect(client.closed).toBe(false);
  });

  test('is not taken down by clients that break off', async () => {
    await using server = await serve(hello);
    for (let round = 0; round < 20; round++) {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.slice(0, round * 2));
      socket.resetAndDestroy();
    }
    expect(await (await fetch(`http://127.0.0.1:${server.port}`)).text()).toBe('hello');
  });
});

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

describe('a port of the whole LAN', () => {
  test.runIf(hasIpv6).each(['0.0.0.0', '::'])(
    'that listens on %s is reached by IPv4 and IPv6',
    async (host) => {
      await using server = await serve(hello, {}, host);
      for (const address of ['127.0.0.1', '[::1]']) {
        expect(await (await fetch(`http://${address}:${server.port}`)).text()).toBe('hello');
      }
    },
  );

  test('that is in use is an error', async () => {
    await using server = await serve(hello, {}, '0.0.0.0');
    await expect(listen(hello, '0.0.0.0', server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(listen(hello, '127.0.0.1', server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a port that is closed', () => {
  test('cuts streams at once, lets other answers be finished, and takes no more', async () => {
    let finish: (() => void) | undefined;
    const server = await serve((request, response) => {
      if (request.url === '/stream') response.writeHead(200).write('frame');
      else finish = () => response.end('done');
    }, {});
    using stream = await RawClient.open(server.port, '127.0.0.1', 'GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('the stream', () => stream.text.includes('frame'));
    using idle = await RawClient.open(server.port);
    const answer = new Promise<{ connection: string | undefined; text: string }>((resolve, reject) => {
      get({ port: server.port, path: '/answer' }, async (response) => {
        const text = (await response.toArray()).join('');
        resolve({ connection: response.headers.connection, text });
      }).on('error', reject);
    });
    const finishAnswer = await until('the request is there', () => finish);
    const closed = server.close();
    await stream.untilClosed();
    expect(idle.closed).toBe(false);
    await expect(fetch(`http://127.0.0.1:${server.port}`)).rejects.toThrow();
    finishAnswer();
    expect(await answer).toEqual({ connection: 'close', text: 'done' });
    await closed;
    await idle.untilClosed();
  });

  test('does not wait longer than its limit', async () => {
    let asked = false;
    const server = await serve(() => (asked = true), { limits: { closeGraceMs: 50 } });
    using client = await RawClient.open(server.port, '127.0.0.1', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('the request is there', () => asked);
    await server.close();
    await client.untilClosed();
  });
});
