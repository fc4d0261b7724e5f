import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

describe.skipIf(fakecamMissing)(`a server that is told to end (${fakecamMissing ?? 'fakecam'})`, () => {
  type Way = 'process' | 'child';
  async function withViewers(way: Way) {
    const devices = new FakeCameras();
    for (const camera of [0, 1]) devices.up(camera, '--pattern', '--mjpeg', '640x480@30');
    const server = await TestServer.start({
      devices,
      args: ['--capture', way],
      config: {
        cameras: [
          { id: 'a', name: 'A', device: 0 },
          { id: 'b', name: 'B', device: 1 },
          { id: 'c', name: 'C', device: 9 },
        ],
      },
    });
    const viewers = await Promise.all(
      ['a', 'b', 'c'].map((id) => MjpegViewer.open(`${server.url}/cam/${id}/video`)),
    );
    await Promise.all([viewers[0]?.nextPicture(), viewers[1]?.nextPicture(), viewers[2]?.nextPlaceholder()]);
    // For a moment there may be others: devices are listed when the server starts.
    const children = await until('only the captures run', () => {
      const running = server.children();
      return running.length === (way === 'child' ? 2 : 0) ? running : undefined;
    });
    return { devices, server, viewers, children };
  }

  test.for([
    ['SIGTERM', 'child'],
    ['SIGINT', 'child'],
    ['SIGTERM', 'process'],
  ] as const)(
    'by %s ends with its viewers and leaves no child; cameras are read by: %s',
    async ([signal, way]) => {
      const { devices, server, viewers, children } = await withViewers(way);
      const stopped = server.stop(signal);
      await until('it has ended', () => server.child.exitCode !== null);
      expect(await stopped).toBe(0);
      expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
      await until('the viewers know', () => viewers.every((viewer) => viewer.ended));
      await server[Symbol.asyncDispose]();
      devices[Symbol.dispose]();
    },
  );

  test('ends though its capture program does not answer', async () => {
    const { devices, server, children } = await withViewers('child');
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    const stopped = server.stop();
    await until('it has ended', () => server.child.exitCode !== null);
    // By itself: a server that waits for them is ended by its watchdog, with another code.
    expect(await stopped).toBe(0);
    await until('the children too', () => children.every((pid) => !existsSync(`/proc/${pid}`)));
    await server[Symbol.asyncDispose]();
    devices[Symbol.dispose]();
  });

  test('by SIGKILL leaves no child either', async () => {
    const { devices, server, children } = await withViewers('child');
    await server.stop('SIGKILL');
    await until('the children have ended', () => children.every((pid) => !existsSync(`/proc/${pid}`)));
    await server[Symbol.asyncDispose]();
    devices[Symbol.dispose]();
  });
});
