import { describe, expect, test } from 'vitest';
import { defaultCameraStatusSchema } from '../../../../../../server/contract/default-camera.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const camera = { id: 'door', name: 'Door', device: 'test', width: 320, height: 240, fps: 25 };
const other = { ...camera, id: 'hall', name: 'Hall' };
const statusOf = async (server: ServerHere) =>
  defaultCameraStatusSchema.parse((await call(server, 'GET', '/camera/status')).body);
const start = (server: ServerHere) => call(server, 'POST', '/camera/start');
const stop = (server: ServerHere) => call(server, 'POST', '/camera/stop');

describe('a camera that is stopped', () => {
  test('shows its viewers placeholders at their own pace, and never its last picture', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera] } });
    using viewer = await MjpegViewer.open(`${server.url}/stream.mjpg`);
    await viewer.nextPicture();
    expect(await stop(server)).toMatchObject({ status: 200, body: { ok: true } });
    const shown = [
      await viewer.nextPlaceholder(),
      await viewer.nextPlaceholder(),
      await viewer.nextPlaceholder(),
    ];
    const times = shown.map(({ headers }) => Number(headers['x-timestamp']));
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(0.5);
    using late = await MjpegViewer.open(`${server.url}/stream.mjpg`);
    await late.next('the first part');
    expect(late.last?.headers['x-placeholder']).toBe('1');
  });

  test('has no /frame, and is told in /health and in its status', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera, other] } });
    expect((await server.fetch('/frame')).status).toBe(200);
    expect(await statusOf(server)).toMatchObject({ running: true });
    await server.fetch('/cam/hall/snapshot');
    await server.untilCamera('hall', { state: 'online' });
    expect(await server.health()).toMatchObject({ ok: true, status: 'ok' });

    await stop(server);
    const answer = await call(server, 'GET', '/frame');
    expect(answer).toMatchObject({ status: 503, body: { detail: 'Camera frame not available yet.' } });
    expect(await statusOf(server)).toMatchObject({ running: false, backend: 'picamera2' });
    expect(await server.health()).toMatchObject({ ok: false });
    expect(await server.camera('door')).toMatchObject({ kind: 'retrying', reason: 'switched-off' });
    expect((await server.fetch('/cam/hall/snapshot')).headers.get('x-placeholder')).toBeNull();
  });

  test('stays stopped, also when its capture is restarted or its settings change, until it is started', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera] } });
    await stop(server);
    expect(await stop(server)).toMatchObject({ status: 200, body: { ok: true } });
    await call(server, 'POST', '/api/cameras/door/restart');
    await call(server, 'PATCH', '/api/cameras/door', { width: 64 });
    await server.untilCamera('door', { reason: 'switched-off' });
    expect((await server.fetch('/frame')).status).toBe(503);

    expect(await start(server)).toMatchObject({ status: 200, body: { ok: true } });
    expect(await statusOf(server)).toMatchObject({ running: true, message: 'running' });
    expect((await server.fetch('/frame')).status).toBe(200);
    expect(await start(server)).toMatchObject({ status: 200, body: { ok: true } });
  });

  test('runs again after a restart of the server, since nothing of it is saved', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera] } });
    await stop(server);
    await server.restart();
    expect((await server.fetch('/frame')).status).toBe(200);
  });

  test('is forgotten when it is deleted: a new one of that name runs', async () => {
    await using server = await ServerHere.start({ config: { cameras: [camera, other] } });
    await stop(server);
    await call(server, 'DELETE', '/api/cameras/door');
    await call(server, 'PUT', '/api/cameras/door', { ...camera, id: undefined });
    expect((await server.fetch('/cam/door/snapshot')).headers.get('x-placeholder')).toBeNull();
  });
});

describe('starting a camera', () => {
  test('says why it does not run', async () => {
    const gone = { id: 'gone', name: 'Gone', device: '/dev/video77' };
    await using server = await ServerHere.start({ config: { cameras: [gone] } });
    const answer = await start(server);
    expect([answer.status, answer.body]).toEqual([
      500,
      { detail: expect.stringContaining('Camera not found') as string, code: 'no-device' },
    ]);
    expect(await statusOf(server)).toMatchObject({ running: false });
  });

  test('is no success where CAMERA_ENABLED is 0', async () => {
    const csi = { id: 'csi', name: 'CSI', device: 'csi:0' };
    await using server = await ServerHere.start({ config: { cameras: [csi] }, env: { CAMERA_ENABLED: '0' } });
    expect(await start(server)).toMatchObject({ status: 500, body: { code: 'disabled' } });
    expect(await statusOf(server)).toMatchObject({ running: false, backend: 'picamera2-unavailable' });
  });
});

test.each(['/camera/start', '/camera/stop', '/record/start', '/record/stop'])(
  '%s is for an administrator, and not for pages of other sites',
  async (path) => {
    const auth = { enabled: true, username: 'me', password: 'sesame', protect_streams: false };
    await using server = await ServerHere.start({ config: { auth, cameras: [camera], cors_origins: ['*'] } });
    expect((await call(server, 'POST', path)).status).toBe(401);
    const headers = { Authorization: `Basic ${btoa('me:sesame')}`, Origin: 'https://evil.example' };
    const foreign = await call(server, 'POST', path, undefined, headers);
    expect(foreign).toMatchObject({ status: 403, body: { code: 'cross-origin' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect((await server.fetch('/frame')).status).toBe(200);
  },
);
