import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  controlListingSchema,
  type CameraControl,
} from '../../../../../../server/contract/device/control-listing.ts';
import { call, unchangedBy } from '../../../../../fixtures/api-call.ts';
import { FakeCameras, fakecamMissing } from '../../../../../fixtures/fakecam.ts';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { until } from '../../../../../fixtures/until.ts';

const door = { id: 'door', name: 'Door', device: 0, port: 8081 };
const path = '/api/cameras/door/controls';

describe.skipIf(fakecamMissing)('the controls of a USB camera', () => {
  let devices: FakeCameras;
  let server: TestServer;
  let viewer: MjpegViewer;
  /** How often the camera was started. */
  let starts: number;

  beforeAll(async () => {
    devices = new FakeCameras();
    devices.up(0, '--pattern', '--mjpeg', '640x480@30');
    // The driver writes its log where it finds a file for it.
    writeFileSync(join(devices.folder, '0/log'), '');
    server = await TestServer.start({ devices, config: { cameras: [door] } });
    viewer = await MjpegViewer.open(`${server.url}/cam/door/video`);
    await viewer.nextPicture();
  });
  afterAll(async () => {
    viewer[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    devices[Symbol.dispose]();
  });
  async function asFromTheFactory(): Promise<void> {
    await call(server, 'PUT', '/api/cameras/door', door);
    const factory = ['auto_exposure', 'white_balance_automatic', 'brightness', 'sharpness', 'gain'];
    await patch(Object.fromEntries(factory.map((name) => [name, null])), '?save=false');
    await server.untilCamera('door', { kind: 'live' });
    starts = startsOfDevice();
    expect(starts).toBeGreaterThan(0);
  }

  const startsOfDevice = () => devices.read(0, 'log').split('streamon').length - 1;

  const patch = (body: unknown, query = '') => call(server, 'PATCH', path + query, body);
  const deviceValue = (name: string) =>
    Number(new RegExp(`^${name}=(.*)$`, 'm').exec(devices.read(0, 'controls'))?.[1]);
  const saved = () =>
    (JSON.parse(readFileSync(server.configPath, 'utf8')) as { cameras: Record<string, unknown>[] })
      .cameras[0];
  const named = (body: unknown, name: string): CameraControl | undefined =>
    controlListingSchema.parse(body).controls.find((control) => control.name === name);
  const isSameCapture = () => {
    expect(startsOfDevice()).toBe(starts);
    expect(server.output).not.toContain('live again');
  };

  describe('of one that stays as it is', () => {
    // The refusals change nothing, so the camera is set back once for all of them.
    beforeAll(asFromTheFactory);

    test.each([
      [{ sharpnes: 3 }, 400, 'unknown-control', /no control 'sharpnes'; it has brightness, contrast,/],
      [{ constructor: 3 }, 400, 'unknown-control', /no control 'constructor'/],
      [{ sharpness: 7 }, 400, 'control-range', /^sharpness should be between 0 and 6\.$/],
      [
        { exposure_absolute: 0 },
        400,
        'control-range',
        /\(exposure_time_absolute\) should be between 1 and 5000/,
      ],
      [
        { power_line_frequency: 9 },
        400,
        'control-range',
        /no choice 9; there are 0 \(Disabled\), 1 \(50 Hz\)/,
      ],
      [
        { white_balance_temperature: 4000 },
        400,
        'control-inactive',
        /white_balance_automatic is on; set .* to 0 too/,
      ],
      [{ exposure_time_absolute: 4 }, 400, 'control-inactive', /set auto_exposure to 1 \(Manual Mode\) too/],
      [{ gain: 'loud' }, 422, 'bad-shape', undefined],
      [{ gain: 1.5 }, 422, 'bad-shape', undefined],
      [[], 422, 'bad-shape', undefined],
      [undefined, 422, 'bad-shape', undefined],
      ['{"__proto__": 1}', 422, 'bad-shape', undefined],
    ])('refuse %j: %i %s', async (body, status, code, detail) => {
      const before = devices.read(0, 'controls');
      const answer = await unchangedBy(server, () => patch(body));
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
      if (detail) expect((answer.body as { detail: string }).detail).toMatch(detail);
      expect(devices.read(0, 'controls')).toBe(before);
    });
  });

  describe('of one that is set back each time', () => {
    beforeEach(asFromTheFactory);

    test('are listed with their ranges and what the configuration asks for', async () => {
      await call(server, 'PATCH', '/api/cameras/door', {
        brightness: 0.75,
        controls: { exposure_absolute: 300 },
      });
      const { status, body } = await call(server, 'GET', path);
      expect(status).toBe(200);
      expect(body).toMatchObject({ device: '/dev/video0', card: 'Fake UVC Camera 0', notices: [] });
      expect(named(body, 'brightness')).toMatchObject({
        id: '0x00980900',
        ...{ type: 'int', min: -64, max: 64, step: 1, default: 0 },
        ...{ configured: 32, configured_by: 'brightness' },
      });
      expect(named(body, 'exposure_time_absolute')).toMatchObject({
        configured: 300,
        configured_by: 'controls.exposure_absolute',
      });
      expect(named(body, 'gain')).toMatchObject({ configured: null, configured_by: null, automatic: null });
      expect(named(body, 'exposure_time_absolute')?.automatic).toEqual({ name: 'auto_exposure', off: 1 });
      expect(named(body, 'white_balance_temperature')).toMatchObject({
        inactive: true,
        automatic: { name: 'white_balance_automatic', off: 0 },
      });
      expect(named(body, 'power_line_frequency')?.menu).toContainEqual({ value: 1, label: '50 Hz' });
    });

    test('reach the running camera at once and are saved; its pictures go on', async () => {
      const picture = await viewer.nextPicture();
      const answer = await patch({ sharpness: 6, '0x00980913': 40, brightness: '-5' });
      expect(answer.status).toBe(200);
      expect(named(answer.body, 'sharpness')).toMatchObject({ value: 6, configured: 6 });
      expect([deviceValue('sharpness'), deviceValue('gain'), deviceValue('brightness')]).toEqual([6, 40, -5]);
      expect(devices.run('v4l2-ctl', '-d', '/dev/video0', '--get-ctrl', 'sharpness')).toBe('sharpness: 6\n');
      expect(saved()).toMatchObject({ controls: { sharpness: 6, gain: 40, brightness: -5 } });

      const after = await viewer.nextPicture();
      const parts = Number(after.headers['x-sequence']) - Number(picture.headers['x-sequence']);
      expect(parts).toBeGreaterThan(0);
      isSameCapture();
    });

    test('are only applied with save=false, as a slider does while it is dragged', async () => {
      for (const sharpness of [1, 2, 4]) {
        const answer = await unchangedBy(server, () => patch({ sharpness }, '?save=false'));
        expect(answer.status).toBe(200);
        expect(named(answer.body, 'sharpness')).toMatchObject({ value: sharpness, configured: null });
      }
      expect(deviceValue('sharpness')).toBe(4);
      expect((await patch({ sharpness: 5 }, '?save=maybe')).body).toMatchObject({
        detail: [{ type: 'bool_parsing', loc: ['query', 'save'] }],
      });
      isSameCapture();
    });

    test('go back to the default with null, and out of the configuration under every name', async () => {
      const controls = { exposure_absolute: 300, exposure_auto: 1, sharpness: 6 };
      await call(server, 'PATCH', '/api/cameras/door', { brightness: 1, exposure: 250, controls });
      await until('it is applied', () => deviceValue('exposure_time_absolute') === 300);
      const answer = await patch({ '0x009a0902': null, auto_exposure: null, brightness: null });
      expect(answer.status).toBe(200);
      expect(saved()).toMatchObject({ brightness: null, exposure: null, controls: { sharpness: 6 } });
      expect([deviceValue('brightness'), deviceValue('auto_exposure')]).toEqual([0, 3]);
      await patch({ sharpness: null });
      expect(saved()).not.toHaveProperty('controls');
      expect(deviceValue('sharpness')).toBe(3);
      isSameCapture();
    });

    test('that an automatic governs are written together with it', async () => {
      const answer = await patch({ white_balance_temperature: 4_000, white_balance_automatic: false });
      expect(answer.status).toBe(200);
      expect([deviceValue('white_balance_automatic'), deviceValue('white_balance_temperature')]).toEqual([
        0, 4000,
      ]);
    });

    test('are not saved over a configuration that changed meanwhile', async () => {
      const answer = await unchangedBy(server, () =>
        call(server, 'PATCH', path, { sharpness: 1 }, { 'If-Match': '"stale"' }),
      );
      expect(answer).toMatchObject({ status: 412, body: { code: 'changed-meanwhile' } });
      expect(deviceValue('sharpness')).toBe(3);
    });

    test('follow POST, PUT and PATCH of the camera without a restart, and go back when they are cleared', async () => {
      const wanted = {
        ...door,
        brightness: 0.25,
        exposure: 250,
        white_balance: 5_200,
        controls: { gain: 7 },
      };
      const writes: [string, string, unknown][] = [
        ['POST', '/api/cameras', { cameras: [wanted] }],
        ['PUT', '/api/cameras/door', { ...wanted, exposure: 260 }],
        ['PATCH', '/api/cameras/door', { exposure: 270 }],
      ];
      for (const [index, [method, target, body]] of writes.entries()) {
        expect((await call(server, method, target, body)).status).toBe(200);
        await until('the exposure', () => deviceValue('exposure_time_absolute') === 250 + 10 * index);
      }
      expect([deviceValue('brightness'), deviceValue('white_balance_temperature')]).toEqual([-32, 5200]);
      expect([deviceValue('gain'), deviceValue('auto_exposure')]).toEqual([7, 1]);
      await call(server, 'PUT', '/api/cameras/door', door);
      await until('the camera exposes by itself again', () => deviceValue('auto_exposure') === 3);
      await until('the white balance as well', () => deviceValue('white_balance_automatic') === 1);
      await viewer.nextPicture();
      isSameCapture();
    });

    test('that the camera does not take are a notice in /health, and its pictures go on', async () => {
      devices.fault(0, 'fail:S_CTRL=EIO', 'fail:S_EXT_CTRLS=EIO');
      try {
        await call(server, 'PATCH', '/api/cameras/door', { controls: { sharpness: 5, no_such_control: 1 } });
        const { notices } = await until('the notices', async () => {
          const health = await server.camera('door');
          return health.notices.length === 2 ? health : undefined;
        });
        expect(notices).toEqual([
          'no_such_control: this camera has no such control',
          expect.stringMatching(/^sharpness: .*[Ee]rror/),
        ]);
        expect(await patch({ gain: 3 })).toMatchObject({ status: 502, body: { code: 'control-refused' } });
      } finally {
        devices.fault(0, 'none');
      }
      await call(server, 'PATCH', '/api/cameras/door', { controls: { sharpness: 4 } });
      await until('the notices are gone', async () => (await server.camera('door')).notices.length === 0);
      await viewer.nextPicture();
      isSameCapture();
    });
  });
});

describe('cameras without V4L2 controls', () => {
  const cameras = ['test', 'csi:0', 'http://127.0.0.1:9/', 'rtsp://127.0.0.1:9/', 4_242].map(
    (device, index) => ({
      id: `cam${index}`,
      name: 'Camera',
      device,
    }),
  );
  let server: TestServer;
  beforeAll(async () => (server = await TestServer.start({ config: { cameras } })));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    ['cam0', /test pattern, which has no controls: choose a USB camera/],
    ['cam1', /CSI camera: change its brightness, exposure, white_balance and autofocus in its settings/],
    ['cam2', /network camera: change its picture on its own web page/],
    ['cam3', /network camera/],
  ])('%s: 409 with what to do instead', async (id, detail) => {
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { gain: 1 }],
    ] as const) {
      const answer = await call(server, method, `/api/cameras/${id}/controls`, body);
      expect(answer).toMatchObject({ status: 409, body: { code: 'no-controls' } });
      expect((answer.body as { detail: string }).detail).toMatch(detail);
    }
  });

  test('and one that is not plugged in: 503 with its reason; an unknown one: 404', async () => {
    const gone = '/api/cameras/cam4/controls';
    expect(await call(server, 'GET', gone)).toMatchObject({ status: 503, body: { code: 'no-device' } });
    expect(await call(server, 'PATCH', gone, { gain: 1 })).toMatchObject({ status: 503 });
    expect(await call(server, 'GET', '/api/cameras/nobody/controls')).toMatchObject({ status: 404 });
    expect(await call(server, 'PATCH', '/api/cameras/nobody/controls', {})).toMatchObject({ status: 404 });
  });
});
