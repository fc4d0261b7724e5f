/** Runs inside the emulated machine: the server on real uvcvideo devices, which are pulled, plugged and broken. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { deviceListingSchema } from '../../../server/contract/device/device-listing.ts';
import { listV4l2Devices } from '../../../server/device/v4l2/v4l2-devices.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

/** Emulated, everything takes five to twenty times as long. */
const slowMs = 180_000;

/** What reads the cameras; see the option --capture. */
const way = process.argv[2] ?? 'process';
const reader = way === 'child' ? 'v4l2-ctl' : 'rpicam-kiosk';

const uvc = (camera: number, ...order: string[]) =>
  execFileSync('uvc', [String(camera), ...order], { encoding: 'utf8' });
const videoNodes = () =>
  readdirSync('/dev')
    .filter((name) => name.startsWith('video'))
    .sort()
    .join(' ');
let passed = 0;

async function check(what: string, run: () => Promise<void>): Promise<void> {
  const beganAtMs = performance.now();
  await run();
  passed++;
  process.stdout.write(
    `ok ${passed} - ${what} (${((performance.now() - beganAtMs) / 1_000).toFixed(1)} s)\n`,
  );
}

const devices = await listV4l2Devices();
const cameras = devices.filter(({ driver }) => driver === 'uvcvideo');
const [first, second] = cameras;
assert.ok(
  first && second,
  `two USB cameras are expected, found ${cameras.map(({ path }) => path).join(' ')}`,
);

await check('the metadata nodes of USB cameras are not listed', async () => {
  assert.equal(cameras.length, 2);
  assert.ok(videoNodes().split(' ').length >= 4);
});

await check('cameras have the names udev gives them, their modes and their controls', async () => {
  for (const camera of cameras) {
    assert.match(camera.byPath ?? '', /^\/dev\/v4l\/by-path\//);
    assert.match(camera.byId ?? '', /^\/dev\/v4l\/by-id\/usb-/);
    assert.ok(camera.modes.some(({ fourcc, width }) => fourcc === 'MJPG' && width === 640));
    assert.ok(camera.controls.some(({ name }) => name === 'brightness'));
  }
  assert.notEqual(first.byId, second.byId);
});

const config = {
  linger_seconds: 3_600,
  cameras: [
    { id: 'one', name: 'One', device: first.byId, width: 640, height: 360, fps: 15, brightness: 1 },
    { id: 'two', name: 'Two', device: second.byPath, width: 640, height: 360, fps: 15 },
  ],
};
const server = await TestServer.start({
  config,
  args: ['--capture', way],
  env: { CAMERA_RETRY_INTERVAL: '2' },
  timeoutMs: slowMs,
});
const listing = async () =>
  deviceListingSchema.parse(await (await server.fetch('/api/devices')).json()).devices;
const live = (id: string) => server.untilCamera(id, { kind: 'live', state: 'online' }, slowMs);

try {
  await check('both are live and the configured brightness is set', async () => {
    await Promise.all([live('one'), live('two')]);
    const brightness = first.controls.find(({ name }) => name === 'brightness');
    assert.match(
      execFileSync('v4l2-ctl', ['-d', first.path, '--get-ctrl=brightness'], { encoding: 'utf8' }),
      new RegExp(`: ${brightness?.max}\\s*$`),
    );
  });

  await check('cameras that stream are listed undisturbed, with who reads them', async () => {
    const before = await listing();
    assert.deepEqual(
      before.map(({ busy, in_use_by }) => [busy, in_use_by]),
      [
        ['ours', ['one']],
        ['ours', ['two']],
      ],
    );
    for (const { users, resolution, fps, controls } of before) {
      assert.deepEqual([users.length, users[0]?.ours, users[0]?.name], [1, true, reader]);
      assert.deepEqual([resolution, fps], [{ width: 640, height: 360 }, 15]);
      assert.notEqual(controls.exposure, null);
    }
    assert.equal(before[0]?.controls.brightness, 1);
    const camera = await server.camera('one');
    for (let times = 0; times < 3; times++) {
      // Started anew it would be another process.
      assert.deepEqual((await listing())[0]?.users, before[0]?.users);
    }
    assert.ok(((await server.camera('one')).last_frame_ts ?? 0) > (camera.last_frame_ts ?? 0));
  });

  await check(
    'a camera that is pulled is missed by name, and is back when it is plugged in, with its controls',
    async () => {
      uvc(0, 'unplug');
      await server.untilCamera('one', { kind: 'retrying', reason: 'no-device' }, slowMs);
      uvc(0, 'plug');
      await live('one');
      const { path } = (await listV4l2Devices()).find(({ byId }) => byId === first.byId) ?? {};
      assert.ok(path);
      assert.match(
        execFileSync('v4l2-ctl', ['-d', path, '--get-ctrl=brightness'], { encoding: 'utf8' }),
        /: [1-9]/,
      );
    },
  );

  await check('two that come back in the other order keep their names', async () => {
    uvc(0, 'unplug');
    uvc(1, 'unplug');
    await server.untilCamera('one', { kind: 'retrying' }, slowMs);
    await server.untilCamera('two', { kind: 'retrying' }, slowMs);
    uvc(1, 'plug');
    await live('two');
    uvc(0, 'plug');
    await live('one');
    const now = await listV4l2Devices();
    assert.equal(now.find(({ byId }) => byId === first.byId)?.card, first.card);
    assert.equal(now.find(({ byPath }) => byPath === second.byPath)?.card, second.card);
  });

  await check('a bus without bandwidth is named, and left as soon as there is some', async () => {
    uvc(0, 'nospc', 'on');
    await server.fetch('/api/cameras/one/restart', { method: 'POST' });
    await server.untilCamera('one', { kind: 'retrying', reason: 'no-bandwidth' }, slowMs);
    uvc(0, 'clear');
    await live('one');
  });

  await check('a camera that freezes is started anew, the other one notices nothing', async () => {
    const before = await server.camera('two');
    uvc(0, 'freeze', 'on');
    await server.untilCamera('one', { kind: 'retrying', reason: 'stalled' }, slowMs);
    uvc(0, 'clear');
    await live('one');
    const after = await server.camera('two');
    assert.equal(after.kind, 'live');
    assert.ok((after.last_frame_ts ?? 0) > (before.last_frame_ts ?? 0));
  });

  await check('frames without Huffman tables are delivered with them', async () => {
    uvc(0, 'nodht', 'on');
    const still = await until(
      'a snapshot with tables',
      async () => {
        const answer = await server.fetch('/cam/one/snapshot');
        const jpeg = Buffer.from(await answer.arrayBuffer());
        return answer.headers.get('x-placeholder') === null && jpeg.includes(Buffer.from([0xff, 0xc4]))
          ? jpeg
          : undefined;
      },
      slowMs,
    );
    assert.equal(still.readUInt16BE(still.length - 2), 0xffd9);
  });

  await check('one that is gone is offered its like in another socket, which it gets when told', async () => {
    uvc(0, 'unplug');
    await server.untilCamera('one', { kind: 'retrying', reason: 'no-device', moved_to: null }, slowMs);
    uvc(2, 'plug');
    const moved = await until(
      'it is offered',
      async () => (await server.camera('one')).moved_to ?? undefined,
      slowMs,
    );
    const spare = (await listing()).find(({ in_use }) => !in_use);
    assert.equal(moved.device, spare?.by_path);
    await server.fetch('/api/cameras/one/reassign', { method: 'POST' });
    await live('one');
    assert.equal((await server.camera('one')).device, spare?.by_path);
  });
} finally {
  await server[Symbol.asyncDispose]();
}
process.stdout.write(`${passed} passed, cameras read by: ${way}\n`);
