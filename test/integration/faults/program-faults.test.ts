import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../../server/runtime/child/program.ts';
import { FakeCameras, fakecamMissing } from '../../fixtures/fakecam.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'rpicam-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A PATH with only these programs in it. */
function pathWith(...programs: string[]): string {
  const path = mkdtempSync(join(folder, 'path-'));
  for (const name of programs) symlinkSync(findProgram(name) ?? `/missing/${name}`, join(path, name));
  return path;
}

const always = ['mkfifo', 'setpriv', 'stdbuf', 'sh', 'env'];
/** A server sees another PATH than fakecam, which needs the usual programs. */
const startWith = (path: string) => ({
  CAMERA_CAPTURE: 'child',
  NODE_OPTIONS: `--import=data:text/javascript,process.env.PATH=${encodeURIComponent(`'${path}'`)}`,
});

describe.skipIf(fakecamMissing)(`programs that are missing (${fakecamMissing ?? 'fakecam'})`, () => {
  let devices: FakeCameras;
  beforeAll(() => {
    devices = new FakeCameras();
    devices.up(0, '--pattern', '--mjpeg', '640x480@30');
    devices.up(1, '--pattern', '--yuyv', '320x240@15');
  });
  afterAll(() => devices[Symbol.dispose]());
  const config = {
    cameras: [
      { id: 'mjpeg', name: 'MJPEG', device: 0, width: 640, height: 480 },
      { id: 'yuyv', name: 'YUYV', device: 1, width: 320, height: 240 },
    ],
  };

  test('without ffmpeg MJPEG is still passed through, and a camera that needs it says so', async () => {
    await using server = await TestServer.start({
      devices,
      config,
      env: startWith(pathWith(...always, 'v4l2-ctl')),
    });
    await server.untilCamera('mjpeg', { kind: 'live' });
    await server.untilCamera('yuyv', { kind: 'retrying', reason: 'no-ffmpeg' });
  });

  test('without v4l2-ctl ffmpeg passes MJPEG through, and the camera says what it lacks', async () => {
    await using server = await TestServer.start({
      devices,
      config,
      env: startWith(pathWith(...always, 'ffmpeg')),
    });
    const camera = await server.untilCamera('mjpeg', { kind: 'live' });
    expect(camera.notices.join()).toContain('v4l2-ctl is not installed');
    expect(camera).toMatchObject({ width: 640, height: 480 });
  });

  test('a device that offers no MJPEG is encoded once, also for many viewers', async () => {
    await using server = await TestServer.start({ devices, config });
    const viewers = await Promise.all(
      [1, 2, 3, 4].map(() => MjpegViewer.open(`${server.url}/cam/yuyv/video`)),
    );
    await Promise.all(viewers.map((viewer) => viewer.nextPicture()));
    const ffmpegs = () => server.children().filter((pid) => devices.read(1, 'state').includes(`pid=${pid}`));
    expect(ffmpegs()).toHaveLength(1);

    const [victim] = ffmpegs();
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    await viewers[0]?.nextPlaceholder();
    await Promise.all(viewers.map((viewer) => viewer.nextPicture()));
    await until('another ffmpeg', () => ffmpegs().length === 1 && !ffmpegs().includes(victim ?? 0));
    for (const viewer of viewers) viewer[Symbol.dispose]();
  });

  test('no known program at all: the reason is named, and one that is installed meanwhile is found', async () => {
    const path = pathWith(...always);
    await using server = await TestServer.start({
      devices,
      config,
      env: { ...startWith(path), CAMERA_RETRY_INTERVAL: '1' },
    });
    await server.untilCamera('mjpeg', { kind: 'retrying', reason: 'no-ffmpeg' });
    for (const name of ['v4l2-ctl', 'ffmpeg']) symlinkSync(findProgram(name) ?? '', join(path, name));
    await server.untilCamera('mjpeg', { kind: 'live' });
    await server.untilCamera('yuyv', { kind: 'live' });
  });
});
