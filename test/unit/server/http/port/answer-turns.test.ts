import type { RequestListener, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { maxWaitingRequests } from '../../../../../server/http/port/answer-turns.ts';
import { ConnectionLimit } from '../../../../../server/http/port/connection-limit.ts';
import { listen, type ListenOptions } from '../../../../../server/http/port/listen.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { silentFaults } from '../../../../doubles/silent-faults.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const upgrade = 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** A port whose answers are made when the test says so. */
async function slowPort(options: ListenOptions = {}) {
  const asked: string[] = [];
  const open: ServerResponse[] = [];
  const handler: RequestListener = (request, response) => {
    asked.push(request.url ?? '');
    open.push(response);
  };
  const connections = new ConnectionLimit({ clock: systemClock, logger: silentLogger });
  const listener = await listen(handler, '127.0.0.1', 0, { connections, ...options });
  return {
    ...{ asked, open, connections, port: listener.port },
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

describe('requests that a client sends ahead', () => {
  test('are answered one after the other, each begun when the one before is sent', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1') + get('/2') + get('/3'));
    for (const count of [1, 2, 3]) {
      await until(`request ${count}`, () => server.asked.length === count);
      expect(server.asked).toHaveLength(count);
      server.open[count - 1]?.end(`answer ${count};`);
    }
    await until('all answers', () => client.text.includes('answer 3;'));
    expect(client.text.match(/answer \d/g)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    client.socket.write(get('/4'));
    await until('the connection is read on', () => server.asked.length === 4);
  });

  test('are not begun behind an answer that ends the connection', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1') + get('/2'));
    await until('the first', () => server.open.length === 1);
    server.open[0]?.setHeader('Connection', 'close');
    server.open[0]?.end('bye');
    await client.untilClosed();
    expect(client.text).toContain('bye');
    expect(server.asked).toEqual(['/1']);
  });

  test('are not begun behind one that Node itself refuses', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', `GET /1 HTTP/1.1\r\n\r\n${get('/2')}`);
    await client.untilClosed();
    expect(client.text).toMatch(/^HTTP\/1\.1 400 /);
    expect(server.asked).toEqual([]);
  });

  test('stay unread while they wait', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1') + get('/2'));
    await until('the first', () => server.asked.length === 1);
    // More than the kernel takes for a reader that does not read.
    const ahead = get(`/${'x'.repeat(8_000)}`).repeat(2_000);
    client.socket.write(ahead);
    await until('the way is full', () => client.socket.writableLength > 0);
    const before = client.socket.writableLength;
    expect(server.connections.pipeliningCount).toBe(0);
    await new Promise(setImmediate);
    expect(client.socket.writableLength).toBe(before);
    expect(client.closed).toBe(false);
  });

  test('cost the connection when they are too many, and that is counted', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(
      server.port,
      '127.0.0.1',
      Array.from({ length: maxWaitingRequests + 2 }, (_, index) => get(`/${index}`)).join(''),
    );
    await client.untilClosed();
    expect(server.asked).toEqual(['/0']);
    expect(server.connections.pipeliningCount).toBe(1);
  });

  test.each([
    ['without Host', 'GET / HTTP/1.1\r\n\r\n', 'HTTP/1.1 400'],
    ['with an Expect that nobody meets', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: y\r\n\r\n', 'HTTP/1.1 417'],
  ])('take turns %s too, and are as few', async (_name, refused, answer) => {
    await using server = await slowPort();
    using few = await RawClient.open(server.port, '127.0.0.1', get('/1') + refused);
    (await until('the first', () => server.open[0])).end('one;');
    await few.untilClosed();
    expect(few.text.match(/HTTP\/1.1 \d+|one;/g)).toEqual(['HTTP/1.1 200', 'one;', answer]);
    using many = await RawClient.open(
      server.port,
      '127.0.0.1',
      get('/2') + refused.repeat(maxWaitingRequests + 1),
    );
    await until('it is closed for them', () => many.closed || server.connections.pipeliningCount > 0);
    await many.untilClosed();
    expect(server.asked).toEqual(['/1', '/2']);
  });

  test('are forgotten with their connection', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1') + get('/2'));
    await until('the first', () => server.open[0]);
    client.socket.resetAndDestroy();
    // A paused connection learns of its end by writing.
    server.open[0]?.write('x'.repeat(100));
    const closed = until('the answer is given up', () => {
      server.open[0]?.write('x');
      return server.open[0]?.destroyed;
    });
    await closed;
    await until('the connection is gone', () => server.connections.openCount === 0);
    expect(server.asked).toEqual(['/1']);
  });
});

describe('a WebSocket that is asked for behind an unfinished answer', () => {
  test('costs the connection, and only that', async () => {
    const faults = silentFaults();
    await using server = await slowPort({ faults });
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1') + upgrade);
    await client.untilClosed();
    using next = await RawClient.open(server.port, '127.0.0.1', get('/next'));
    await until('the port still answers', () => server.asked.includes('/next'));
    expect([next.closed, faults.count('server'), faults.count('connection')]).toEqual([false, 0, 0]);
  });

  test('is opened where the answer before is sent', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', get('/1'));
    (await until('the first', () => server.open[0])).end('done');
    await until('its answer', () => client.text.includes('done'));
    client.socket.write(upgrade);
    await until('the second', () => server.asked.includes('/live'));
  });
});

describe('a request that makes no sense behind a whole one', () => {
  test('is not told as its answer, and ends the connection after that', async () => {
    await using server = await slowPort();
    using client = await RawClient.open(server.port, '127.0.0.1', `${get('/1')}${get('/2')}nonsense\r\n\r\n`);
    (await until('the first', () => server.open[0])).end('one;');
    (await until('the second', () => server.open[1])).end('two;');
    await client.untilClosed();
    expect(client.text.match(/HTTP\/1.1 \d+|\w+;/g)).toEqual([
      'HTTP/1.1 200',
      'one;',
      'HTTP/1.1 200',
      'two;',
    ]);
    expect(client.error).toBeUndefined();
  });
});

describe('a handler that throws', () => {
  test.each<[string, RequestListener, 'server' | 'request']>([
    [
      'at once',
      () => {
        throw new Error('broken');
      },
      'request',
    ],
    [
      'when its answer closes',
      (_request, response) => {
        response.once('close', () => {
          throw new Error('broken');
        });
        response.end('x');
      },
      'request',
    ],
    [
      'when a body arrives',
      (request) => {
        request.on('data', () => {
          throw new Error('broken');
        });
      },
      'request',
    ],
  ])('%s costs its connection, not the server', async (_when, handler, place) => {
    const faults = silentFaults();
    const listener = await listen(
      (request, response) => {
        if (request.url === '/good') response.end('good');
        else handler(request, response);
      },
      '127.0.0.1',
      0,
      { faults },
    );
    await using server = { ...listener, [Symbol.asyncDispose]: () => listener.close() };
    const post = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\ny';
    using client = await RawClient.open(server.port, '127.0.0.1', post);
    await client.untilClosed();
    expect(faults.count(place)).toBe(1);
    expect(await (await fetch(`http://127.0.0.1:${server.port}/good`)).text()).toBe('good');
  });
});
