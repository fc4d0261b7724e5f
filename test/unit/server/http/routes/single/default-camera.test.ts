import { describe, expect, test } from 'vitest';
import { defaultCameraStatusSchema } from '../../../../../../server/contract/default-camera.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const pattern = (id: string, device = 'test') => ({ id, name: id, device, width: 64, height: 48 });
const statusOf = async (server: ServerHere) =>
  defaultCameraStatusSchema.parse((await call(server, 'GET', '/camera/status')).body);

describe('the default camera', () => {
  test('is the first one, or the one of the settings', async () => {
    await using server = await ServerHere.start({ config: { cameras: [pattern('a'), pattern('b')] } });
    expect(await statusOf(server)).toMatchObject({ camera: 'a', recording: false, recording_path: null });
    const change = await call(server, 'PATCH', '/api/settings', { default_camera: 'b' });
    expect(change.body).toMatchObject({ default_camera: 'b' });
    expect(await statusOf(server)).toMatchObject({ camera: 'b' });
    await server.restart();
    expect(await statusOf(server)).toMatchObject({ camera: 'b' });
    await call(server, 'PATCH', '/api/settings', { default_camera: null });
    expect(await statusOf(server)).toMatchObject({ camera: 'a' });
  });

  test('is the first one that may be opened', async () => {
    const cameras = [pattern('usb', '/dev/video0'), pattern('csi', 'csi:0'), pattern('demo')];
    await using server = await ServerHere.start({ config: { cameras }, env: { CAMERA_ENABLED: '0' } });
    expect(await statusOf(server)).toMatchObject({ camera: 'demo', backend: 'picamera2' });
  });

  test('is none where the settings name one that is not there', async () => {
    const config = { cameras: [pattern('a')], default_camera: 'gone' };
    await using server = await ServerHere.start({ config });
    expect(await statusOf(server)).toMatchObject({ camera: null, backend: 'picamera2-unavailable' });
    const detail = "The default camera 'gone' is not configured.";
    for (const path of ['/frame', '/stream.mjpg'])
      expect(await call(server, 'GET', path)).toMatchObject({ status: 503, body: { detail } });
    for (const path of ['/camera/start', '/camera/stop'])
      expect(await call(server, 'POST', path)).toMatchObject({ status: 503, body: { detail } });
  });

  test('is none on a server without cameras', async () => {
    await using server = await ServerHere.start({ config: { cameras: [] } });
    expect(await statusOf(server)).toEqual({
      running: false,
      backend: 'picamera2-unavailable',
      recording: false,
      recording_path: null,
      camera: null,
      message: 'no camera is configured',
    });
    const answer = await call(server, 'GET', '/frame');
    expect(answer).toMatchObject({ status: 503, body: { detail: 'No camera is configured.' } });
  });
});
