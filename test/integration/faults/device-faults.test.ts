import { describe, expect, test } from 'vitest';
import type { CaptureErrorCode } from '../../../server/contract/capture-error.ts';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

/** What reads the cameras; see the option --capture. */
type Way = 'process' | 'child';

/** A server with the camera "bad", which a test breaks, and the camera "good", which must not notice. */
async function stage(way: Way, device: number | string = 0) {
  const devices = new FakeCameras();
  devices.up(0, '--pattern', '--mjpeg', '640x480@30', '--serial', 'BAD');
  devices.up(1, '--pattern', '--mjpeg', '640x480@30', '--serial', 'GOOD');
  const server = await TestServer.start({
    devices,
    config: {
      cameras: [
        { id: 'bad', name: 'Bad', device, width: 640, height: 480, fps: 30 },
        { id: 'good', name: 'Good', device: 1, width: 640, height: 480, fps: 30 },
      ],
    },
    args: ['--capture', way],
    env: { CAMERA_RETRY_INTERVAL: '1' },
  });
  const bad = await MjpegViewer.open(`${server.url}/cam/bad/video`);
  const good = await MjpegViewer.open(`${server.url}/cam/good/video`);
  await bad.nextPicture();
  const first = await good.nextPicture();
  const partsBefore = good.parts;
  return {
    devices,
    server,
    bad,
    /** The viewer of the other camera was shown every frame of it, and never a placeholder. */
    async goodWasUntouched() {
      const last = await good.nextPicture();
      const frames = Number(last.headers['x-sequence']) - Number(first.headers['x-sequence']);
      expect(good.parts - partsBefore).toBeGreaterThanOrEqual(frames);
      expect(server.logLines('good').filter((line) => Number(line['level']) > 30)).toEqual([]);
    },
    async [Symbol.asyncDispose]() {
      bad[Symbol.dispose]();
      good[Symbol.dispose]();
      await until('no subscriber is left', async () =>
        (await server.health()).cameras.every((camera) => camera.subscribers === 0),
      );
      await server[Symbol.asyncDispose]();
      devices[Symbol.dispose]();
    },
  };
}

/** A program that lists what is plugged in may still be ending. */
const onlyCapturesAreLeft = (server: TestServer, way: Way) =>
  until('only the captures are left', () => server.children().length === (way === 'child' ? 2 : 0));

/** Warnings of a camera's log: one for each time it failed in another way. */
function warnings(server: TestServer): unknown[] {
  return server
    .logLines('bad')
    .filter((line) => line['level'] === 40)
    .map((line) => line['reason']);
}

const ways: Way[] = ['process', 'child'];

describe.skipIf(fakecamMissing).each(ways)(
  `a camera that fails, read by the %s (${fakecamMissing ?? 'fakecam'})`,
  (way) => {
    const faults: [fault: string, reason: CaptureErrorCode, limitMs?: number][] = [
      ['unplugged', 'no-device'],
      ['eio', 'device-error'],
      ['stall', 'stalled', 15_000],
      ['garbage', 'bad-frames', 15_000],
      ['truncated', 'bad-frames', 15_000],
      // One picture in a hundred is whole by chance, and each one begins the wait anew.
      ['corrupt', 'bad-frames', 40_000],
      // v4l2-ctl leaves such frames out and says nothing.
      ['zero', way === 'child' ? 'stalled' : 'bad-frames', 15_000],
    ];
    test.for(faults)(
      'by %s: its viewers see the reason %s, then the picture again, and the other camera notices nothing',
      async ([fault, reason, limitMs]) => {
        await using run = await stage(way);
        run.devices.fault(0, fault);
        const [camera] = await Promise.all([
          run.server.untilCamera('bad', { kind: 'retrying' }, limitMs),
          run.bad.nextPlaceholder(limitMs),
        ]);
        expect(camera).toMatchObject({ state: 'offline', reason });
        expect(camera.advice).not.toBe('');
        const still = await run.server.fetch('/cam/bad/snapshot');
        expect(still.status).toBe(200);
        expect(still.headers.get('x-placeholder')).toBe('1');
        expect(warnings(run.server)).toEqual([reason]);

        run.devices.fault(0, 'none');
        await run.bad.nextPicture();
        await run.server.untilCamera('bad', { state: 'online', kind: 'live' });
        await run.goodWasUntouched();
        await onlyCapturesAreLeft(run.server, way);
      },
    );

    const startFaults: [fault: string, reason: CaptureErrorCode][] = [
      ['ebusy', 'busy'],
      ['ebusy:open', 'busy'],
      ['eacces', 'permission'],
      ['fail:STREAMON=ENOSPC', 'no-bandwidth'],
      ['fail:STREAMON=EIO', 'device-error'],
      ['fail:open=ENODEV', 'no-device'],
    ];
    test.for(startFaults)('to start by %s is %s until the fault is gone', async ([fault, reason]) => {
      await using run = await stage(way);
      run.devices.fault(0, fault);
      expect((await run.server.fetch('/api/cameras/bad/restart', { method: 'POST' })).status).toBe(200);
      await run.bad.nextPlaceholder();
      await run.server.untilCamera('bad', { state: 'offline', kind: 'retrying', reason });
      expect(new Set(warnings(run.server))).toContain(reason);
      run.devices.fault(0, 'none');
      await run.bad.nextPicture();
      await run.goodWasUntouched();
    });

    test('only now and then still shows its whole frames, and what was broken is left out', async () => {
      await using run = await stage(way);
      run.devices.fault(0, 'truncated:3', 'garbage:4');
      const before = run.bad.parts;
      await until('fifty more pictures', () => run.bad.parts > before + 50);
      await run.server.untilCamera('bad', { kind: 'live', state: 'online' });
      await run.goodWasUntouched();
    });

    test.skipIf(way === 'process').for(['SIGKILL', 'SIGSTOP'] as const)(
      'because its capture program was sent %s gets a new one',
      async (signal) => {
        await using run = await stage(way);
        const capturing = /pid=(\d+)/.exec(run.devices.read(0, 'state'))?.[1];
        const victim = Number(capturing);
        expect(run.server.children()).toContain(victim);
        process.kill(victim, signal);
        await run.bad.nextPlaceholder();
        await run.bad.nextPicture();
        expect(run.server.children()).not.toContain(victim);
        await onlyCapturesAreLeft(run.server, way);
        await run.goodWasUntouched();
      },
    );
  },
);

describe.skipIf(fakecamMissing)(`a camera whose driver hangs (${fakecamMissing ?? 'fakecam'})`, () => {
  test('has stalled, and is back when the driver answers; nobody else notices', async () => {
    await using run = await stage('process');
    run.devices.fault(0, 'stall', 'delay:STREAMOFF=15000');
    await run.server.untilCamera('bad', { kind: 'retrying', reason: 'stalled' });
    await until('it is told that the driver holds the device', async () =>
      (await run.server.camera('bad')).detail.includes('does not end the last capture'),
    );
    await run.goodWasUntouched();
    run.devices.fault(0, 'none');
    await run.bad.nextPicture();
    await run.goodWasUntouched();
  });

  test('does not keep the server from ending', async () => {
    using devices = new FakeCameras();
    devices.up(0, '--pattern', '--mjpeg', '640x480@30');
    await using server = await TestServer.start({
      devices,
      args: ['--capture', 'process'],
      config: { linger_seconds: 0, cameras: [{ id: 'bad', name: 'Bad', device: 0 }] },
    });
    await server.untilCamera('bad', { state: 'online' });
    devices.fault(0, 'delay:STREAMOFF=60000');
    const viewer = await MjpegViewer.open(`${server.url}/cam/bad/video`);
    await viewer.nextPicture();
    viewer[Symbol.dispose]();
    await server.untilCamera('bad', { kind: 'sleeping' });
    expect(await server.stop()).toBe(0);
  });
});

describe.skipIf(fakecamMissing).each(ways)(
  `a camera that is plugged in again, read by the %s (${fakecamMissing ?? 'fakecam'})`,
  (way) => {
    test('is found by its stable name under another number', async () => {
      const name = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
      await using run = await stage(way, name);
      run.devices.move(0, 4);
      await run.bad.nextPicture();
      await until('it reads the new node', () => run.devices.read(4, 'state').includes('streaming=1'));
      await run.goodWasUntouched();
    });

    test('starts as soon as it is there though nobody watches, however long the wait for a retry is', async () => {
      using devices = new FakeCameras();
      devices.up(0, '--pattern', '--mjpeg', '640x480@30');
      devices.fault(0, 'unplugged');
      await using server = await TestServer.start({
        devices,
        config: { cameras: [{ id: 'late', name: 'Late', device: 0 }] },
        args: ['--capture', way],
        env: { CAMERA_RETRY_INTERVAL: '3600' },
      });
      await server.untilCamera('late', { kind: 'retrying', reason: 'no-device' });
      await until('the wait is long', async () => {
        await server.camera('late');
        return server.logLines('late').length > 0;
      });
      devices.fault(0, 'none');
      await server.untilCamera('late', { kind: 'live' });
    });

    test('a sleeping camera that is unplugged is known to be gone', async () => {
      using devices = new FakeCameras();
      devices.up(0, '--pattern', '--mjpeg', '640x480@30');
      await using server = await TestServer.start({
        devices,
        args: ['--capture', way],
        config: { linger_seconds: 0, cameras: [{ id: 'asleep', name: 'Asleep', device: 0 }] },
      });
      await server.untilCamera('asleep', { kind: 'sleeping', state: 'online' });
      await until('nothing runs', () => server.children().length === 0);
      devices.fault(0, 'unplugged');
      await server.untilCamera('asleep', { state: 'offline', reason: 'no-device' });
    });
  },
);
