import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deviceListingSchema } from '../../../../../../server/contract/device/device-listing.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { FakeCameras, fakecamMissing } from '../../../../../fixtures/fakecam.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const hd = ['--pattern', '--mjpeg', '640x480@30,15', '--yuyv', '640x480@30', '--card', 'HD Webcam'];
const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
const byId = '/dev/v4l/by-id/usb-fakecam_HD_Webcam_A1-video-index0';

async function listing(server: AskedServer, query = '') {
  const answer = await server.fetch(`/api/devices${query}`);
  expect(answer.status).toBe(200);
  return deviceListingSchema.parse(await answer.json());
}

/** Holds a node open from outside the fake, whose own descriptors are sockets, as any program would a real one. */
function holdOpen(devices: FakeCameras, path: string): ChildProcess {
  const openPath = 0o10000000; // O_PATH: there is no driver behind the node
  const script = `fs.openSync(${JSON.stringify(path)}, ${openPath}); setInterval(() => {}, 1e6); console.log('open')`;
  return devices.spawn('env', ['-u', 'LD_PRELOAD', process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe.skipIf(fakecamMissing)(`the list of devices (${fakecamMissing ?? 'fakecam'})`, () => {
  let devices: FakeCameras;
  let server: TestServer;
  beforeAll(async () => {
    devices = new FakeCameras();
    devices.up(0, ...hd, '--serial', 'A1', '--usb', '046d:0825', '--meta', '1');
    devices.up(2, ...hd, '--serial', 'B2', '--usb', '046d:0825');
    server = await TestServer.start({ devices, config: { linger_seconds: 3_600, cameras: [] } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    devices[Symbol.dispose]();
  });
  const use = async (cameras: { id: string; name: string; device: number | string }[]) =>
    expect((await call(server, 'POST', '/api/cameras', { cameras })).status).toBe(200);
  afterEach(async () => {
    await use([]);
    for (const camera of [0, 2]) devices.fault(camera, 'none');
  });

  test('has every camera with all that a settings page needs', async () => {
    const { devices: listed } = await listing(server);
    expect(listed.map(({ index }) => index)).toEqual([0, 2]);
    expect(listed[0]).toMatchObject({
      in_use: false,
      resolution: { width: 640, height: 480 },
      fps: 30,
      controls: { brightness: 0.5, exposure: 157, white_balance: 4_600 },
      device: byPath,
      path: '/dev/video0',
      by_path: byPath,
      by_id: byId,
      name: 'HD Webcam',
      driver: 'uvcvideo',
      bus: 'usb-0000:fc:14.0-1',
      usb: { vendor_id: '046d', product_id: '0825', serial: 'A1' },
      modes: [
        { format: 'MJPG', width: 640, height: 480, fps: [30, 15] },
        { format: 'YUYV', width: 640, height: 480, fps: [30] },
      ],
      busy: null,
      users: [],
      in_use_by: [],
    });
    const exposure = listed[0]?.v4l2_controls.find(({ name }) => name === 'exposure_time_absolute');
    expect(exposure).toMatchObject({ type: 'int', min: 1, max: 5_000, inactive: true, read_only: false });
  });

  test('says which cameras use a device, whichever of its names they are configured with', async () => {
    const names = { index: 0, text: '0', path: '/dev/video0', bypath: byPath, byid: byId };
    const cameras = Object.entries(names).map(([id, device]) => ({ id, name: id, device }));
    await use([...cameras, { id: 'elsewhere', name: 'E', device: 7 }]);
    const { devices: listed } = await listing(server);
    expect(listed[0]).toMatchObject({ in_use: true, in_use_by: Object.keys(names) });
    expect(listed[1]).toMatchObject({ in_use: false, in_use_by: [] });
  });

  test('tells a camera that we read from one that another program reads', async () => {
    await use([
      { id: 'mine', name: 'Mine', device: 0 },
      { id: 'theirs', name: 'Theirs', device: 2 },
    ]);
    await server.untilCamera('mine', { kind: 'live' });
    await server.untilCamera('theirs', { kind: 'live' });
    devices.fault(2, 'unplugged');
    await server.untilCamera('theirs', { kind: 'retrying', reason: 'no-device' });
    devices.fault(2, 'ebusy');
    await server.untilCamera('theirs', { kind: 'retrying', reason: 'busy' });
    // Between two tries it is not known for a moment.
    await until('that somebody unseen reads it', async () => {
      const { devices: listed } = await listing(server);
      return listed[0]?.busy === 'ours' && listed[1]?.busy === 'unknown';
    });

    const other = holdOpen(devices, '/dev/video2');
    try {
      await until('it is open', () => new Promise((opened) => other.stdout?.once('data', opened)));
      const { devices: listed } = await listing(server);
      expect(listed[1]).toMatchObject({ busy: 'other', users: [{ pid: other.pid, ours: false }] });
      expect(listed[1]?.users[0]?.name).not.toBe('');
    } finally {
      other.kill();
    }
  });

  test('leaves a camera that streams undisturbed, also when many ask at once', async () => {
    await use([{ id: 'mine', name: 'Mine', device: 0 }]);
    await server.untilCamera('mine', { kind: 'live' });
    const streaming = () => /streaming=1\s+pid=(\d+)/.exec(devices.read(0, 'state'))?.[1];
    const before = await until('it streams', streaming);
    writeFileSync(join(devices.folder, '2', 'log'), '');
    await Promise.all(Array.from({ length: 20 }, () => listing(server)));
    expect(streaming()).toBe(before);
    const opened = devices.read(2, 'log').match(/ open/g) ?? [];
    expect(opened.length).toBeLessThan(5);
  });

  test('has the other devices when one does not answer, and says so', async () => {
    expect((await listing(server)).devices).toHaveLength(2);
    devices.fault(0, 'delay:QUERYCAP=60000');
    const { devices: listed, problems } = await listing(server);
    expect(listed.map(({ index }) => index)).toEqual([2]);
    expect(problems.join('\n')).toContain('/dev/video0');
  });

  test('has fewer with an explicit max', async () => {
    expect((await listing(server, '?max=1')).devices.map(({ index }) => index)).toEqual([0]);
    expect((await listing(server, '?max=3')).devices).toHaveLength(2);
    expect((await listing(server, '?max=0&probe_missing=yes')).devices).toEqual([]);
    expect((await listing(server, '?max=-1')).devices).toEqual([]);
  });
});

describe('the list of devices of a machine without cameras', () => {
  let server: ServerHere;
  beforeAll(async () => (server = await ServerHere.start({ config: { cameras: [] } })));
  afterAll(() => server[Symbol.asyncDispose]());

  test('is empty with and without probing, and says what cannot be listed', async () => {
    for (const query of ['', '?max=2', '?probe_missing=true&max=3', '?probe_missing=off']) {
      const { devices, csi_cameras, problems } = await listing(server, query);
      expect({ devices, csi_cameras }).toEqual({ devices: [], csi_cameras: [] });
      expect(problems).toEqual([expect.stringContaining('sudo apt install rpicam-apps')]);
    }
    expect((await server.fetch('/api/devices', { method: 'HEAD' })).status).toBe(200);
    expect((await server.fetch('/api/devices', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });

  test('refuses a query it cannot read as the parent API does', async () => {
    for (const [query, field, type] of [
      ['?max=four', 'max', 'int_parsing'],
      ['?max=', 'max', 'int_parsing'],
      ['?max=1.5', 'max', 'int_parsing'],
      ['?max=1&max=2', 'max', 'int_type'],
      ['?probe_missing=maybe', 'probe_missing', 'bool_parsing'],
    ]) {
      const answer = await server.fetch(`/api/devices${query}`);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ detail: [{ loc: ['query', field], type }] });
    }
    for (const word of ['true', 'false', '1', '0', 'yes', 'no', 'on', 'off', 't', 'f', 'y', 'N']) {
      expect((await server.fetch(`/api/devices?probe_missing=${word}`)).status).toBe(200);
    }
  });

  test('has the CSI cameras that rpicam-hello lists', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-programs-'));
    try {
      const program = resolve(import.meta.dirname, '../../../../../fixtures/programs/csi-two-cameras');
      symlinkSync(program, join(folder, 'rpicam-hello'));
      await using withCsi = await TestServer.start({
        env: { PATH: `${folder}:${process.env['PATH']}` },
        config: { port_mode: 'off', cameras: [{ id: 'yard', name: 'Yard', device: 'csi:1' }] },
      });
      const { csi_cameras, problems } = await listing(withCsi);
      expect(problems).toEqual([]);
      expect(csi_cameras.map(({ device, in_use_by }) => [device, in_use_by])).toEqual([
        ['csi:0', []],
        ['csi:1', ['yard']],
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
