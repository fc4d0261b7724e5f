import { describe, expect, test } from 'vitest';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { DatagramSocket } from '../../fixtures/datagram-socket.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

const config = { cameras: [{ id: 'hall', name: 'Hall', device: 'test' }] };

describe('the server as a service of systemd', () => {
  test.skipIf(!findProgram('systemd-notify'))(
    'is ready when it listens, feeds the watchdog and says that it ends',
    async () => {
      await using socket = new DatagramSocket();
      await socket.open();
      const env = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '400000' };
      await using server = await TestServer.start({ config, env });
      const fed = () => socket.lines.filter((line) => line === 'WATCHDOG=1').length;
      await until('the watchdog is fed twice', () => fed() >= 2);
      expect(socket.lines).toContain('READY=1');
      expect(socket.lines).toContain(`STATUS=Listens on ${server.url}`);
      expect(await server.stop()).toBe(0);
      await until('the end is told', () => socket.lines.includes('STOPPING=1'));
    },
  );

  test('serves although nobody can tell systemd', async () => {
    const env = { NOTIFY_SOCKET: '/run/systemd/notify', PATH: '/nowhere' };
    await using server = await TestServer.start({ config, env });
    expect((await server.health()).summary.total).toBe(1);
    expect(server.output.match(/systemd-notify is not installed/g)).toHaveLength(1);
    expect(await server.stop()).toBe(0);
  });
});
