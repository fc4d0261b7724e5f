import { expect, test } from 'vitest';
import { call } from '../../fixtures/api-call.ts';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { TestServer } from '../../fixtures/running-server.ts';

test.skipIf(fakecamMissing)(
  `a second camera on a device is busy, and one without a thread is read by a program (${fakecamMissing ?? 'fakecam'})`,
  async () => {
    using devices = new FakeCameras();
    for (const device of [0, 1]) devices.up(device, '--pattern', '--mjpeg', '320x240@15');
    await using server = await TestServer.start({
      devices,
      args: ['--capture', 'process'],
      env: { UV_THREADPOOL_SIZE: '5' },
      config: { linger_seconds: 600, cameras: [{ id: 'first', name: 'first', device: 0 }] },
    });
    // One after the other: cameras that begin together may take the device or the only thread from the first one.
    const add = async (id: string, device: number) => {
      expect((await call(server, 'PUT', `/api/cameras/${id}`, { id, name: id, device })).status).toBe(201);
      await server.fetch(`/cam/${id}/snapshot`);
    };
    await server.fetch('/cam/first/snapshot');
    expect((await server.untilCamera('first', { kind: 'live' })).notices).toEqual([]);
    await add('twin', 0);
    await server.untilCamera('twin', { kind: 'retrying', reason: 'busy' });
    await add('other', 1);
    const { notices } = await server.untilCamera('other', { kind: 'live' });
    expect(notices).toEqual([
      'A program reads the camera, because other cameras have all threads of the server.',
    ]);
    expect(server.children()).toHaveLength(1);
  },
);
