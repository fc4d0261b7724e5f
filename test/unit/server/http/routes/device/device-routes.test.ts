import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deviceListingSchema } from '../../../../../../server/contract/device/device-listing.ts';
import { FakeCameras, fakecamMissing } from '../../../../../fixtures/fakecam.ts';
import { TestServer, type ServerSetup } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';

const hd = ['--pattern', '--mjpeg', '640x480@30,15', '--yuyv', '640x480@30', '--card', 'HD Webcam'];
const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
const byId = '/dev/v4l/by-id/usb-fakecam_HD_Webcam_A1-video-index0';
const slow = { timeout: 60_000 };

async function listing(server: TestServer, query = '') {
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

describe.skipIf(fakecamMissing)(`the list of devices (${fakecamMissing ?? 'fakecam'})`, slow, () => {
  async function stage(config: ServerSetup['config'] = { cameras: [] }) {
    const devices = new FakeCameras();
    devices.up(0, ...hd, '--serial', 'A1', '--usb', '046d:0825', '--meta', '1');
    devices.up(2, ...hd, '--serial', 'B2', '--usb', '046d:0825');
    const server = await TestServer.start({ devices, config });
    return {
      devices,
      server,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        devices[Symbol.dispose]();
      },
    };
  }

  test('has every camera with all that a settings page needs', async () => {
    await using run = await stage();
    const { devices } = await listing(run.server);
    expect(devices.map(({ index }) => index)).toEqual([0, 2]);
    expect(devices[0]).toMatchObject({
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
    const exposure = devices[0]?.v4l2_controls.find(({ name }) => name === 'exposure_time_absolute');
    expect(exposure).toMatchObject({ type: 'int', min: 1, max: 5_000, inactive: true, read_only: false });
  });

  test('says which cameras use a device, whichever of its names they are configured with', async () => {
    const names = { index: 0, text: '0', path: '/dev/video0', bypath: byPath, byid: byId };
    const cameras = Object.entries(names).map(([id, device]) => ({ id, name: id, device }));
    await using run = await stage({ cameras: [...cameras, { id: 'elsewhere', name: 'E', device: 7 }] });
    const { devices } = await listing(run.server);
    expect(devices[0]).toMatchObject({ in_use: true, in_use_by: Object.keys(names) });
    expect(devices[1]).toMatchObject({ in_use: false, in_use_by: [] });
  });

  test('tells a camera that we read from one that another program reads', async () => {
    await using run = await stage({
      linger_seconds: 3_600,
      cameras: [
        { id: 'mine', name: 'Mine', device: 0 },
        { id: 'theirs', name: 'Theirs', device: 2 },
      ],
    });
    await run.server.untilCamera('mine', { kind: 'live' });
    await run.server.untilCamera('theirs', { kind: 'live' });
    run.devices.fault(2, 'unplugged');
    await run.server.untilCamera('theirs', { kind: 'retrying', reason: 'no-device' });
    run.devices.fault(2, 'ebusy');
    await run.server.untilCamera('theirs', { kind: 'retrying', reason: 'busy' });
    // Between two tries it is not known for a moment.
    await until('that somebody unseen reads it', async () => {
      const { devices } = await listing(run.server);
      return devices[0]?.busy === 'ours' && devices[1]?.busy === 'unknown';
    });

    const other = holdOpen(run.devices, '/dev/video2');
    try {
      await until('it is open', () => new Promise((opened) => other.stdout?.once('data', opened)));
      const { devices } = await listing(run.server);
      expect(devices[1]).toMatchObject({ busy: 'other', users: [{ pid: other.pid, ours: false }] });
      expect(devices[1]?.users[0]?.name).not.toBe('');
    } finally {
      other.kill();
    }
  });

  test('leaves a camera that streams undisturbed, also when many ask at once', async () => {
    await using run = await stage({
      linger_seconds: 3_600,
      cameras: [{ id: 'mine', name: 'Mine', device: 0 }],
    });
    await run.server.untilCamera('mine', { kind: 'live' });
    const streaming = () => /streaming=1\s+pid=(\d+)/.exec(run.devices.read(0, 'state'))?.[1];
    const before = await until('it streams', streaming);
    writeFileSync(join(run.devices.folder, '2', 'log'), '');
    await Promise.all(Array.from({ length: 20 }, () => listing(run.server)));
    expect(streaming()).toBe(before);
    const opened = run.devices.read(2, 'log').match(/ open/g) ?? [];
    expect(opened.length).toBeLessThan(5);
  });

  test('has the other devices when one does not answer, and says so', async () => {
    await using run = await stage();
    expect((await listing(run.server)).devices).toHaveLength(2);
    run.devices.fault(0, 'delay:QUERYCAP=60000');
    const { devices, problems } = await listing(run.server);
    expect(devices.map(({ index }) => index)).toEqual([2]);
    expect(problems.join('\n')).toContain('/dev/video0');
  });

  test('has fewer with an explicit max', async () => {
    await using run = await stage();
    expect((await listing(run.server, '?max=1')).devices.map(({ index }) => index)).toEqual([0]);
    expect((await listing(run.server, '?max=3')).devices).toHaveLength(2);
    expect((await listing(run.server, '?max=0&probe_missing=yes')).devices).toEqual([]);
    expect((await listing(run.server, '?max=-1')).devices).toEqual([]);
  });
});

describe('the list of devices of a machine without cameras', () => {
  test('is empty with and without probing, and says what cannot be listed', async () => {
    await using server = await TestServer.start({ config: { cameras: [] } });
    for (const query of ['', '?max=2', '?probe_missing=true&max=3', '?probe_missing=off']) {
      const { devices, csi_cameras, problems } = await listing(server, query);
      expect({ devices, csi_cameras }).toEqual({ devices: [], csi_cameras: [] });
      expect(problems).toEqual([expect.stringContaining('sudo apt install rpicam-apps')]);
    }
    expect((await server.fetch('/api/devices', { method: 'HEAD' })).status).toBe(200);
    expect((await server.fetch('/api/devices', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD');
  });

  test('refuses a query it cannot read as the parent API does', async () => {
    await using server = await TestServer.start({ config: { cameras: [] } });
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

  test('needs the login where there is one', async () => {
    const auth = { enabled: true, protect_streams: false, username: 'a', password: 'b' };
    await using server = await TestServer.start({ config: { auth, cameras: [] } });
    expect((await server.fetch('/api/devices')).status).toBe(401);
  });

  test('has the CSI cameras that rpicam-hello lists', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-programs-'));
    try {
      const program = resolve(import.meta.dirname, '../../../../../fixtures/programs/csi-two-cameras');
      symlinkSync(program, join(folder, 'rpicam-hello'));
      await using server = await TestServer.start({
        env: { PATH: `${folder}:${process.env['PATH']}` },
        config: { port_mode: 'off', cameras: [{ id: 'yard', name: 'Yard', device: 'csi:1' }] },
      });
      const { csi_cameras, problems } = await listing(server);
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
