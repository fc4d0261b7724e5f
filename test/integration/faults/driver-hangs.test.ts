import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { HangingDriver } from '../../fixtures/hanging-driver.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

/** More than the threads that libuv has for files and names of hosts. */
const broken = [0, 1, 2, 3, 4];
const good = 5;

async function stage() {
  const devices = new FakeCameras();
  const driver = new HangingDriver();
  for (const camera of [...broken, good]) devices.up(camera, '--pattern', '--mjpeg', '320x240@15');
  const camera = (device: number) => ({ id: `cam${device}`, name: `Cam ${device}`, device, fps: 15 });
  const server = await TestServer.start({
    devices,
    under: driver.under,
    args: ['--capture', 'process'],
    config: { cameras: [...broken, good].map(camera) },
    env: { CAMERA_RETRY_INTERVAL: '1' },
  });
  const viewers = await Promise.all(
    [...broken, good].map((device) => MjpegViewer.open(`${server.url}/cam/cam${device}/video`)),
  );
  await Promise.all(viewers.map((viewer) => viewer.nextPicture()));
  const hanging = async () =>
    Number(/^rpicam_hanging_drivers (\d+)$/m.exec(await (await server.fetch('/metrics')).text())?.[1]);
  return {
    devices,
    driver,
    server,
    hanging,
    /** The descriptors of cameras; fakecam keeps the buffers of each in a file in memory. */
    openDevices: () => server.openFileNames().get('/memfd:fakecam-buffers (deleted)') ?? 0,
    restartBroken: () =>
      Promise.all(
        broken.map((device) => server.fetch(`/api/cameras/cam${device}/restart`, { method: 'POST' })),
      ),
    untilBroken: (condition: Parameters<TestServer['untilCamera']>[1]) =>
      Promise.all(broken.map((device) => server.untilCamera(`cam${device}`, condition))),
    /** Files, names of hosts and other cameras are as always. */
    async othersAreUntouched() {
      await viewers.at(-1)?.nextPicture();
      const name = `Renamed ${performance.now()}`;
      const body = JSON.stringify({ name });
      const headers = { 'content-type': 'application/json' };
      const saved = await server.fetch(`/api/cameras/cam${good}`, { method: 'PATCH', headers, body });
      expect(saved.status, await saved.text()).toBe(200);
      expect(readFileSync(server.configPath, 'utf8')).toContain(name);
      expect((await server.fetch('/health')).ok).toBe(true);
    },
    async [Symbol.asyncDispose]() {
      for (const viewer of viewers) viewer[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
      driver[Symbol.dispose]();
      devices[Symbol.dispose]();
    },
  };
}

describe.skipIf(fakecamMissing)(
  `drivers of five cameras that do not return from a call (${fakecamMissing ?? 'fakecam'})`,
  () => {
    test.for([
      'open',
      'VIDIOC_QUERYCAP',
      'VIDIOC_S_FMT',
      'VIDIOC_REQBUFS',
      'VIDIOC_STREAMON',
      'VIDIOC_STREAMOFF',
      'close',
    ])(
      'to %s: they have stalled and are counted, all else goes on, they are back when it returns',
      async (call) => {
        await using run = await stage();
        run.driver.hold(call, ...broken);
        await run.restartBroken();
        await run.untilBroken({ kind: 'retrying', reason: 'stalled' });
        expect(await run.hanging()).toBe(broken.length);
        await run.othersAreUntouched();

        run.driver.release();
        await run.untilBroken({ kind: 'live', state: 'online' });
        expect(await run.hanging()).toBe(0);
        await until('each camera is open once', () => run.openDevices() === broken.length + 1);
      },
    );

    // The main thread calls DQBUF, so nothing of the server can help; systemd kills a server that hangs.
    test('to VIDIOC_DQBUF: killed and started again, the server leaves the cameras to programs until it ends by itself', async () => {
      await using run = await stage();
      run.driver.hold('VIDIOC_DQBUF', ...broken);
      const health = () => run.server.fetch('/health', { signal: AbortSignal.timeout(3_000) });
      await until('the server hangs', () =>
        health().then(
          () => false,
          () => true,
        ),
      );
      await run.server.stop('SIGKILL');

      await run.server.restart();
      await run.untilBroken({ kind: 'sleeping' });
      await run.restartBroken();
      for (const device of broken) await run.server.fetch(`/cam/cam${device}/snapshot`);
      await run.untilBroken({ kind: 'live' });
      const { notices } = await run.server.camera('cam0');
      expect(notices.join()).toMatch(/^A program reads the camera, because the server did not end by itself/);
      expect(run.server.children()).toHaveLength(broken.length);

      run.driver.release();
      await run.server.restart();
      await run.server.fetch('/cam/cam0/snapshot');
      expect((await run.server.untilCamera('cam0', { kind: 'live' })).notices).toEqual([]);
    });

    test.for(['VIDIOC_STREAMON', 'close'])(
      'to %s: the server ends in time when it is told to',
      async (call) => {
        await using run = await stage();
        run.driver.hold(call, ...broken);
        await run.restartBroken();
        await until('they hang', async () => (await run.hanging()) === broken.length);
        // Code 1: it did not end in time, and ended itself.
        expect(await run.server.stop()).toBe(0);
      },
    );
  },
);
