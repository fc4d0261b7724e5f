import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { defaultHttpLimits } from '../../../../../server/http/port/http-limits.ts';
import { listen } from '../../../../../server/http/port/listen.ts';
import { noteUpgraded, upgradeOf } from '../../../../../server/http/port/upgrade.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';

/** Takes the connection over, and ends it when the client says something. */
const takeOver: RequestListener = (request, response) => {
  const upgrade = upgradeOf(request);
  if (!upgrade) throw new Error('no upgrade');
  noteUpgraded(response, upgrade);
  upgrade.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  upgrade.socket.on('data', () => upgrade.socket.end('bye'));
};
const wanted = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test('a connection that was taken over has a moment to end when its port is closed', async () => {
  const listener = await listen(takeOver, '127.0.0.1', 0);
  using client = await RawClient.open(listener.port, '127.0.0.1', wanted);
  await until('it is taken over', () => client.text.includes(' 101 '));
  const closed = listener.close();
  client.socket.write('still there?');
  await client.untilClosed();
  expect(client.text).toMatch(/bye$/);
  await closed;
});

test('and is cut off after that', async () => {
  const limits = { ...defaultHttpLimits, closeGraceMs: 50 };
  const listener = await listen(takeOver, '127.0.0.1', 0, { limits });
  using client = await RawClient.open(listener.port, '127.0.0.1', wanted);
  await until('it is taken over', () => client.text.includes(' 101 '));
  await listener.close();
  await client.untilClosed();
});

test('a request for another protocol that is answered costs the connection, with what else was sent', async () => {
  const listener = await listen((_request, response) => void response.end('no'), '127.0.0.1', 0);
  using client = await RawClient.open(listener.port, '127.0.0.1', wanted + wanted);
  await client.untilClosed();
  expect(client.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(client.text).toMatch(/Connection: close[^]*no/i);
  await listener.close();
});
