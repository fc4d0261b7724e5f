import { describe, expect, test } from 'vitest';
import { isNearClient } from '../../../../../server/http/gate/client-of.ts';
import {
  ConnectionLimit,
  type ConnectionLimitParts,
} from '../../../../../server/http/port/connection-limit.ts';
import { listen } from '../../../../../server/http/port/listen.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

async function limited(parts: Partial<ConnectionLimitParts>) {
  const warnings: object[] = [];
  const clock = new SteppedClock();
  const connections = new ConnectionLimit({
    clock,
    logger: { ...silentLogger, warn: (details: object) => warnings.push(details) },
    ...parts,
  });
  const open = () => listen((_request, response) => response.end('hello'), '127.0.0.1', 0, { connections });
  const ports = [await open(), await open()] as const;
  return {
    connections,
    warnings,
    port: ports[0].port,
    otherPort: ports[1].port,
    pass: (ms: number) => clock.pass(ms),
    [Symbol.asyncDispose]: async () => void (await Promise.all(ports.map((port) => port.close()))),
  };
}

describe('connections', () => {
  test('of one address are refused when they are too many, on all ports together, and taken again later', async () => {
    await using server = await limited({ maxPerAddress: 2, isNear: () => false });
    using first = await RawClient.open(server.port);
    using second = await RawClient.open(server.otherPort);
    await until('both are there', () => server.connections.openCount === 2);
    using third = await RawClient.open(server.port);
    await third.untilClosed();
    expect([first.closed, second.closed]).toEqual([false, false]);
    first.socket.destroy();
    await until('there is room', () => server.connections.openCount === 1);
    using fourth = await RawClient.open(server.port, '127.0.0.1', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until('an answer', () => fourth.text.includes('hello'));
  });

  test('of this machine are not counted by address, and there is always room for it', async () => {
    await using server = await limited({ maxTotal: 4, maxPerAddress: 1, reserved: 2 });
    const clients = await Promise.all([1, 2, 3, 4].map(() => RawClient.open(server.port)));
    await until('all are there', () => server.connections.openCount === 4);
    using fifth = await RawClient.open(server.port);
    await fifth.untilClosed();
    expect(clients.map(({ closed }) => closed)).toEqual([false, false, false, false]);
    for (const client of clients) client[Symbol.dispose]();
    await until('none is left', () => server.connections.openCount === 0);
  });

  test('of other machines leave room for this one', async () => {
    await using server = await limited({ maxTotal: 4, reserved: 2, isNear: () => false });
    const clients = [await RawClient.open(server.port), await RawClient.open(server.port)];
    await until('both are there', () => server.connections.openCount === 2);
    using third = await RawClient.open(server.port);
    await third.untilClosed();
    expect(clients.map(({ closed }) => closed)).toEqual([false, false]);
  });

  test('that are refused are counted, and told once a minute', async () => {
    await using server = await limited({ maxTotal: 0, reserved: 0 });
    const refuse = async () => {
      using client = await RawClient.open(server.port);
      await client.untilClosed();
    };
    for (let count = 0; count < 3; count++) await refuse();
    server.pass(59_999);
    await refuse();
    expect(server.warnings).toEqual([{ address: '127.0.0.1', ofAddress: 0, open: 0, refused: 1 }]);
    server.pass(1);
    await refuse();
    expect(server.warnings[1]).toMatchObject({ refused: 4 });
    expect(server.connections.refusedCount).toBe(5);
  });
});

test.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['127.9.9.9', '127.0.0.1', true],
  ['::1', '::1', true],
  ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
  ['192.168.1.7', '192.168.1.7', true],
  ['192.168.1.8', '192.168.1.7', false],
  ['::ffff:192.168.1.8', '::ffff:192.168.1.7', false],
  ['fd00::2', 'fd00::1', false],
  ['128.0.0.1', '10.0.0.1', false],
  [undefined, undefined, false],
])('a connection from %s to %s is of this machine: %s', (remoteAddress, localAddress, near) => {
  expect(isNearClient({ remoteAddress, localAddress })).toBe(near);
});
