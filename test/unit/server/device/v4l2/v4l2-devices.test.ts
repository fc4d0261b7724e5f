import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listV4l2Devices } from '../../../../../server/device/v4l2/v4l2-devices.ts';
import { FakeCameras, fakecamMissing } from '../../../../fixtures/fakecam.ts';
import { until } from '../../../../fixtures/until.ts';
import { describeDevices, list } from '../device-calls.ts';

const hd = ['--pattern', '--mjpeg', '1280x720@30,15', '--yuyv', '640x480@30', '--card', 'HD Webcam'];
const byPath = '/dev/v4l/by-path/pci-0000:fc:14.0-usb-0:1:1.0-video-index0';
const byId = '/dev/v4l/by-id/usb-fakecam_HD_Webcam_A1-video-index0';

describe.skipIf(fakecamMissing)('the list of cameras', () => {
  let cameras: FakeCameras;
  beforeEach(() => (cameras = new FakeCameras()));
  afterEach(() => cameras[Symbol.dispose]());

  test('has everything about a camera, and not its metadata node', () => {
    cameras.up(0, ...hd, '--serial', 'A1', '--usb', '046d:0825', '--meta', '1');
    const { devices, problems } = list(cameras);
    expect(problems).toEqual([]);
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({
      index: 0,
      path: '/dev/video0',
      byPath,
      byId,
      card: 'HD Webcam',
      bus: 'usb-0000:fc:14.0-1',
      driver: 'uvcvideo',
      usb: { vendorId: '046d', productId: '0825', serial: 'A1' },
      modes: [
        { fourcc: 'MJPG', width: 1280, height: 720, framesPerSecond: 30 },
        { fourcc: 'MJPG', width: 1280, height: 720, framesPerSecond: 15 },
        { fourcc: 'YUYV', width: 640, height: 480, framesPerSecond: 30 },
      ],
    });
    expect(devices[0]?.controls.map(({ name }) => name)).toContain('exposure_time_absolute');
  });

  test('is in the order of the numbers and has no more than is plugged in', () => {
    for (const camera of [10, 2, 4]) cameras.up(camera, '--pattern');
    cameras.fault(4, 'unplugged');
    expect(list(cameras).devices.map(({ path }) => path)).toEqual(['/dev/video2', '/dev/video10']);
  });

  test('names identical cameras by their sockets only', () => {
    cameras.up(0, ...hd, '--serial', '200901010001');
    cameras.up(1, ...hd, '--serial', '200901010001');
    const { devices } = list(cameras);
    expect(devices.map((device) => device.byId)).toEqual([undefined, undefined]);
    expect(new Set(devices.map((device) => device.byPath)).size).toBe(2);
  });

  test('tells what could not be asked and has the rest', () => {
    for (const camera of [0, 1, 2, 3]) cameras.up(camera, '--pattern');
    cameras.fault(0, 'eacces');
    cameras.fault(1, 'ebusy:open');
    cameras.fault(2, 'fail:open=EIO');
    const { devices, problems } = list(cameras);
    expect(devices.map(({ index }) => index)).toEqual([3]);
    expect(problems).toEqual(['/dev/video0 permission', '/dev/video1 busy', '/dev/video2 device-error']);
  });

  test('has the names and ranges that the kernel and the camera give to controls', () => {
    cameras.up(0, '--pattern', '--option', 'old_ctrl_names');
    writeFileSync(join(cameras.folder, '0', 'controls.def'), 'brightness 30 255 1 133\ngain none\n');
    const controls = list(cameras).devices[0]?.controls ?? [];
    expect(controls.map(({ name }) => name)).toContain('exposure_absolute');
    expect(controls.map(({ name }) => name)).not.toContain('gain');
    expect(controls[0]).toMatchObject({ name: 'brightness', min: 30, max: 255, default: 133 });
  });

  test('is made without disturbing a camera that streams', async () => {
    // Two frames a second and four buffers: it takes a disturbance, not a busy machine, to drop a frame.
    cameras.up(0, '--pattern', '--mjpeg', '640x480@2', '--meta', '1');
    writeFileSync(join(cameras.folder, '0', 'log'), '');
    const streaming = ['-d', '/dev/video0', '--stream-mmap', '--stream-to=/dev/null'];
    const child = cameras.spawn('v4l2-ctl', streaming, { stdio: 'ignore' });
    const state = (): Record<string, string> =>
      Object.fromEntries(
        [...cameras.read(0, 'state').matchAll(/(\w+)=(\S*)/g)].map((match) => match.slice(1)),
      );
    try {
      await until('the camera streams', () => Number(state()['delivered']) > 0);
      for (let times = 0; times < 3; times++) expect(list(cameras).devices[0]?.modes).toHaveLength(1);
      const delivered = Number(state()['delivered']);
      await until('it goes on streaming', () => Number(state()['delivered']) > delivered);
      expect(state()).toMatchObject({ streaming: '1', pid: String(child.pid), dropped: '0' });
      const sinceStart = cameras.read(0, 'log').split('streamon')[1] ?? '';
      const calls = [...sinceStart.matchAll(/ v4l2-ctl (\w+)/g)].map((match) => match[1]);
      expect(new Set(calls)).toEqual(new Set(['open', 'close']));
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe.skipIf(fakecamMissing)('one camera', () => {
  let cameras: FakeCameras;
  beforeAll(() => {
    cameras = new FakeCameras();
    cameras.up(0, ...hd, '--serial', 'A1', '--meta', '1');
  });
  afterAll(() => cameras[Symbol.dispose]());
  afterEach(() => cameras.fault(0, 'none'));

  test('is described under each of its names', () => {
    const described = { path: '/dev/video0', byPath, byId };
    expect(describeDevices(cameras, '/dev/video0', '0', byPath, byId)).toMatchObject(
      [1, 2, 3, 4].map(() => described),
    );
  });

  test('is told by name from one that is not there, its metadata node, and what is no device', () => {
    expect(describeDevices(cameras, '/dev/video7', '/dev/video1', '/dev/null')).toEqual([
      'no-device',
      'bad-format',
      'no-device',
    ]);
  });

  test.each([
    ['that was unplugged', byPath, 'unplugged', 'no-device'],
    ['whose node outlived it', '/dev/video0', 'fail:open=ENODEV', 'no-device'],
    ['that the user may not open', '/dev/video0', 'eacces', 'permission'],
    ['that another program keeps to itself', '/dev/video0', 'ebusy:open', 'busy'],
    ['that does not answer properly', '/dev/video0', 'fail:QUERYCAP=EIO', 'device-error'],
  ])('%s is an error with a name', (_what, device, fault, code) => {
    cameras.fault(0, fault);
    expect(describeDevices(cameras, device)).toEqual([code]);
  });
});

describe('without v4l2-ctl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-sysfs-'));
  const path = process.env['PATH'];
  beforeEach(() => {
    process.env['PATH'] = folder;
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  });

  test('listing says that it is missing', async () => {
    mkdirSync(join(folder, 'video0'), { recursive: true });
    await expect(listV4l2Devices({ sysfsFolder: folder })).rejects.toMatchObject({ code: 'no-v4l2-ctl' });
  });

  test('a machine without any video node has no cameras', async () => {
    mkdirSync(folder, { recursive: true });
    expect(readdirSync(folder)).toEqual([]);
    expect(await listV4l2Devices({ sysfsFolder: folder })).toEqual([]);
    expect(await listV4l2Devices({ sysfsFolder: join(folder, 'missing') })).toEqual([]);
  });
});
