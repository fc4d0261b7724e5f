import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { HttpLimits } from '../../../../../server/http/port/http-limits.ts';
import { listen } from '../../../../../server/http/port/listen.ts';
import { UnsentBytes, type UnsentLimits } from '../../../../../server/http/port/unsent-bytes.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';

const mebibyte = 1024 * 1024;
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Answers each path with as many MiB as it says: more than the kernel takes for a client that does not read. */
const answer: RequestListener = (request, response) => {
  if (request.url === '/silent') response.writeHead(200).flushHeaders();
  else response.end(Buffer.alloc(Number(request.url?.slice(1)) * mebibyte));
};

async function watched(limits: Partial<UnsentLimits>, http: Partial<HttpLimits> = {}) {
  const clock = new SteppedClock();
  const unsent = new UnsentBytes(clock, limits);
  const stop = new AbortController();
  void unsent.run(stop.signal);
  const listener = await listen(answer, '127.0.0.1', 0, { unsent, limits: http });
  return {
    ...{ clock, unsent, port: listener.port },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await listener.close();
    },
  };
}

async function client(port: number, path: string): Promise<RawClient> {
  const opened = await RawClient.open(port);
  opened.socket.pause();
  opened.socket.write(get(path));
  return opened;
}

describe('a client that does not read', () => {
  test('is ended when it has taken nothing for a while', async () => {
    await using server = await watched({}, { standstillMs: 200 });
    using sleeper = await client(server.port, '/24');
    await until('it is ended', () => server.unsent.ended.standstill === 1);
    expect(server.unsent.total).toBe(0);
    sleeper.socket.resume();
    await sleeper.untilClosed();
    expect(sleeper.text.length).toBeLessThan(24 * mebibyte);
  });

  test('is left alone while it goes on, however slowly', async () => {
    const standstillMs = 1_000;
    await using server = await watched({}, { standstillMs });
    using slow = await client(server.port, '/24');
    const startedMs = performance.now();
    // It takes a piece in each quarter of the limit, and far more time for the whole than the limit.
    const drink = setInterval(() => slow.socket.read(256 * 1024), standstillMs / 8);
    slow.socket.removeAllListeners('data');
    await until('three limits have gone by', () => performance.now() - startedMs > 3 * standstillMs);
    clearInterval(drink);
    expect([slow.closed, server.unsent.ended.standstill]).toEqual([false, 0]);
  });

  test('may be silent for as long as its answer is, and waits for nothing', async () => {
    // Long enough for a busy machine to take the head of the answer.
    await using server = await watched({}, { standstillMs: 300 });
    using idle = await client(server.port, '/silent');
    idle.socket.resume();
    await until('the answer has begun', () => idle.text.includes('200 OK'));
    const startedMs = performance.now();
    await until('the limit has gone by', () => performance.now() - startedMs > 900);
    expect([idle.closed, server.unsent.ended.standstill]).toEqual([false, 0]);
  });

  test('is ended when more waits for it than one connection may hold', async () => {
    await using server = await watched({ maxPerConnection: 8 * mebibyte });
    using greedy = await client(server.port, '/24');
    using modest = await client(server.port, '/6');
    await until('both wait', () => server.unsent.total > 18 * mebibyte);
    await server.clock.advance(1_000);
    expect(server.unsent.ended).toEqual({ standstill: 0, 'connection-full': 1, 'all-full': 0 });
    modest.socket.resume();
    await until('the other gets its answer', () => modest.text.length > 6 * mebibyte);
    greedy.socket.resume();
    await greedy.untilClosed();
  });

  test('is ended before smaller ones when all together are too much', async () => {
    await using server = await watched({ maxTotal: 20 * mebibyte });
    using small = await client(server.port, '/12');
    using large = await client(server.port, '/24');
    await until('both wait', () => server.unsent.total > 20 * mebibyte);
    await server.clock.advance(1_000);
    expect(server.unsent.ended['all-full']).toBe(1);
    large.socket.resume();
    await large.untilClosed();
    small.socket.resume();
    await until('the smaller one gets its answer', () => small.text.length > 12 * mebibyte);
  });
});

test('a server without connections is not woken', async () => {
  await using server = await watched({});
  expect(server.clock.sleeperCount).toBe(0);
  {
    using idle = await client(server.port, '/silent');
    await until('the connection is watched', () => server.clock.sleeperCount === 1);
    idle.socket.destroy();
  }
  await until('nobody is watched any more', async () => {
    await server.clock.advance(1_000);
    return server.clock.sleeperCount === 0;
  });
  using next = await client(server.port, '/silent');
  await until('the next connection is watched', () => server.clock.sleeperCount === 1);
  expect(next.closed).toBe(false);
});
