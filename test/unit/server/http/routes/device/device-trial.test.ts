import { describe, expect, test } from 'vitest';
import { FakeCameras, fakecamMissing } from '../../../../../fixtures/fakecam.ts';
import { HttpCamera } from '../../../../../fixtures/http-camera.ts';
import { jpegSize } from '../../../../../fixtures/jpeg-size.ts';
import { TestServer, type ServerSetup } from '../../../../../fixtures/running-server.ts';
import type { AskedServer } from '../../../../../fixtures/asked-server.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const sizes = ['--pattern', '--mjpeg', '1280x720@30', '--mjpeg', '640x360@30', '--card', 'HD Webcam'];

const picture = (server: AskedServer, index: string | number) =>
  server.fetch(`/api/devices/${index}/snapshot`);

function tryDevice(server: AskedServer, device: unknown): Promise<Response> {
  return server.fetch('/api/devices/try', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ device }),
  });
}

describe.skipIf(fakecamMissing)(`a picture of a V4L2 device (${fakecamMissing ?? 'fakecam'})`, () => {
  async function stage(config: ServerSetup['config'] = { cameras: [] }) {
    const devices = new FakeCameras();
    devices.up(0, ...sizes);
    devices.up(2, ...sizes);
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

  test('that nobody uses is small, and the device is free again at once', async () => {
    await using run = await stage();
    const answer = await picture(run.server, 0);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(jpegSize(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width: 640, height: 360 });
    expect(run.server.children()).toEqual([]);
  });

  test('is taken once for all who ask at the same time, also under another name', async () => {
    await using run = await stage();
    run.devices.run('touch', `${run.devices.folder}/0/log`);
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => picture(run.server, 0)),
      tryDevice(run.server, '/dev/video0'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(run.devices.read(0, 'log').match(/streamon/gi) ?? []).toHaveLength(1);
  });

  test('that a configured camera uses comes from its stream, which goes on', async () => {
    await using run = await stage({
      linger_seconds: 3_600,
      cameras: [{ id: 'mine', name: 'Mine', device: '/dev/video2', width: 1_280, height: 720 }],
    });
    await run.server.untilCamera('mine', { kind: 'live' });
    const state = () => /streaming=1\s+pid=\d+/.exec(run.devices.read(2, 'state'))?.[0];
    const before = await until('it streams', state);
    const answer = await picture(run.server, 2);
    expect(answer.status).toBe(200);
    expect(jpegSize(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width: 1_280, height: 720 });
    expect(state()).toBe(before);
  });

  test('that is not to be had is refused by the name of the reason', async () => {
    await using run = await stage();
    run.devices.fault(0, 'ebusy');
    const busy = await picture(run.server, 0);
    expect([busy.status, await busy.json()]).toEqual([
      503,
      expect.objectContaining({
        code: 'busy',
        detail: expect.stringMatching(/another program.*End the other/s),
      }),
    ]);
    run.devices.fault(0, 'none');
    expect((await picture(run.server, 0)).status).toBe(200);
    const gone = await picture(run.server, 7);
    expect([gone.status, await gone.json()]).toEqual([503, expect.objectContaining({ code: 'no-device' })]);
  });

  test('that never comes ends after a while, and leaves nothing behind', async () => {
    await using run = await stage();
    run.devices.fault(0, 'stall');
    const answer = await picture(run.server, 0);
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'stalled' })]);
    await until('nothing reads it', () => run.server.children().length === 0);
  });
});

describe('an address that is tried', () => {
  test('shows the picture behind it', async () => {
    const pictures = await TestServer.start({
      config: { cameras: [{ id: 'a', name: 'A', device: 'test' }] },
    });
    try {
      const snapshot = Buffer.from(await (await pictures.fetch('/cam/a/snapshot')).arrayBuffer());
      await using camera = await HttpCamera.start({ images: [snapshot], framesPerSecond: 20 });
      await using server = await ServerHere.start({ config: { cameras: [] } });
      const answer = await tryDevice(server, camera.url('/stream'));
      expect(answer.status).toBe(200);
      expect(jpegSize(Buffer.from(await answer.arrayBuffer()))).toMatchObject({ width: 640, height: 360 });
      await until('the connection is closed', () => camera.connections.size === 0);
      expect((await tryDevice(server, 'test:Front door')).status).toBe(200);
    } finally {
      await pictures[Symbol.asyncDispose]();
    }
  });

  test('says why there is none', async () => {
    await using server = await TestServer.start({ config: { cameras: [] } });
    const answer = await tryDevice(server, 'http://user:secret@127.0.0.1:1/');
    const body = await answer.text();
    expect([answer.status, JSON.parse(body)]).toEqual([
      503,
      expect.objectContaining({ code: 'unreachable' }),
    ]);
    expect(body + server.output).not.toContain('secret');
    expect((await tryDevice(server, 'ftp://somewhere')).status).toBe(422);
    expect((await tryDevice(server, undefined)).status).toBe(422);
    expect((await picture(server, 'csi:0')).status).toBe(503);
    expect((await picture(server, '..')).status).toBe(404);
    expect((await picture(server, 'front')).status).toBe(404);
  });

  test('is for admins', async () => {
    const auth = { enabled: true, protect_streams: false, username: 'a', password: 'b' };
    await using server = await ServerHere.start({ config: { auth, cameras: [] } });
    expect((await picture(server, 0)).status).toBe(401);
    expect((await tryDevice(server, 'test')).status).toBe(401);
  });
});
