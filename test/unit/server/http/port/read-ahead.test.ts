import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from '../../../../../server/http/port/listen.ts';
import { RawClient } from '../../../../fixtures/raw-client.ts';
import { until } from '../../../../fixtures/until.ts';

const body = Buffer.alloc(24 * 1024 * 1024);

test('a body that no route reads stays with its client', async () => {
  let asked: Socket | undefined;
  const listener = await listen(({ socket }) => (asked = socket), '127.0.0.1', 0);
  try {
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`;
    using client = await RawClient.open(listener.port, '127.0.0.1', head);
    const { bytesRead } = await until('it is asked', () => asked);
    client.socket.write(body);
    let [before, stands] = [bytesRead, 0];
    // The kernel's own buffers fill first.
    await until('nothing more is read', () => {
      const now = asked?.bytesRead ?? 0;
      stands = now === before && now > 0 ? stands + 1 : 0;
      before = now;
      return stands > 10;
    });
    expect(before).toBeLessThan(1024 * 1024);
    expect(client.closed).toBe(false);
  } finally {
    await listener.close();
  }
});
