import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../../../../fixtures/api-call.ts';
import { HttpCamera } from '../../../../../fixtures/http-camera.ts';
import { jpeg } from '../../../../../fixtures/images.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

const image = jpeg('64x48');
const frameHeader = image.indexOf(Buffer.from([0xff, 0xc0]));
const huffman = image.indexOf(Buffer.from([0xff, 0xc4]));

function changed(at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(image);
  copy.set(bytes, at);
  return copy;
}

const huge = changed(frameHeader + 5, 0x3f, 0xff, 0x3f, 0xff);
const arithmetic = changed(frameHeader + 1, 0xc9);
/** More codes of one bit than there can be: whole as far as that can be told without decoding. */
const undecodable = changed(huffman + 5, 3);

describe('a camera whose pictures cannot be shown', () => {
  let server: ServerHere;
  const cameras = new AsyncDisposableStack();
  beforeAll(async () => {
    const devices: object[] = [];
    for (const [id, images] of Object.entries({
      huge: [huge],
      arithmetic: [arithmetic],
      undecodable: [undecodable],
      mixed: [image, huge],
    })) {
      const camera = cameras.use(await HttpCamera.start({ images }));
      devices.push({ id, name: id, device: camera.url('/stream') });
    }
    server = await ServerHere.start({ config: { cameras: devices } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await cameras.disposeAsync();
  });
  const metric = async (name: string, labels: string) => {
    const text = await (await server.fetch('/metrics')).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(labels));
    return Number(line?.split(' ').at(-1));
  };

  test.each([
    [
      'huge',
      'the camera sends 16383x16383 pixels; more than max_picture_size (8192) allows',
      'too-many-pixels',
    ],
    ['arithmetic', 'a picture has arithmetic coding; browsers cannot show it', 'unsupported'],
  ])('(%s) shows the placeholder, and says why', async (id, why, reason) => {
    await until('the reason is known', async () => JSON.stringify(await server.camera(id)).includes(why));
    const answer = await server.fetch(`/cam/${id}/snapshot?width=320`);
    expect([answer.status, answer.headers.get('x-placeholder')]).toEqual([200, '1']);
    expect(
      await metric('rpicam_camera_frames_dropped_total', `camera="${id}",reason="${reason}"`),
    ).toBeGreaterThan(0);
  });

  test('is named with the reason where it is only tried', async () => {
    const camera = cameras.use(await HttpCamera.start({ images: [huge] }));
    const answer = await call(server, 'POST', '/api/devices/try', { device: camera.url('/stream') });
    expect(answer).toMatchObject({ status: 503, body: { code: 'bad-frames' } });
    expect(JSON.stringify(answer.body)).toContain('16383x16383');
  });

  test('because only a decoder finds out answers 503 with a name where one is needed', async () => {
    expect((await server.fetch('/cam/undecodable/snapshot')).status).toBe(200);
    const answer = await call(server, 'GET', '/cam/undecodable/snapshot?width=32');
    expect(answer).toMatchObject({ status: 503, body: { code: 'bad-picture' } });
  });

  test('now and then shows the others, and max_picture_size counts at once', async () => {
    expect((await server.fetch('/cam/mixed/snapshot?width=32')).headers.get('x-placeholder')).toBeNull();
    await call(server, 'PATCH', '/api/settings', { max_picture_size: 64 });
    const dropped = () =>
      metric('rpicam_camera_frames_dropped_total', 'camera="mixed",reason="too-many-pixels"');
    await until('the huge ones are dropped', async () => (await dropped()) > 0);
    expect((await server.camera('mixed')).state).toBe('online');
  });
});
