import { expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { TestServer } from '../../fixtures/running-server.ts';

test.skipIf(fakecamMissing)(
  `a second camera on a device is busy, and one without a thread is read by a program (${fakecamMissing ?? 'fakecam'})`,
  async () => {
    using devices = new FakeCameras();
    for (const device of [0, 1]) devices.up(device, '--pattern', '--mjpeg', '320x240@15');
    const camera = (id: string, device: number) => ({ id, name: id, device });
    await using server = await TestServer.start({
      devices,
      args: ['--capture', 'process'],
      env: { UV_THREADPOOL_SIZE: '5' },
      config: {
        linger_seconds: 600,
        cameras: [camera('first', 0), camera('twin', 0), camera('other', 1)],
      },
    });
    for (const id of ['first', 'twin', 'other']) await server.fetch(`/cam/${id}/snapshot`);
    expect((await server.untilCamera('first', { kind: 'live' })).notices).toEqual([]);
    await server.untilCamera('twin', { kind: 'retrying', reason: 'busy' });
    const { notices } = await server.untilCamera('other', { kind: 'live' });
    expect(notices).toEqual([
      'A program reads the camera, because other cameras have all threads of the server.',
    ]);
    expect(server.children()).toHaveLength(1);
  },
);
