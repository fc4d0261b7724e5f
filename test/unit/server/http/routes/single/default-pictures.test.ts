import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../../../../../fixtures/api-call.ts';
import { jpegSize } from '../../../../../fixtures/jpeg-size.ts';
import { MjpegViewer, type Part } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';

const camera = { id: 'door', name: 'Door', device: 'test', width: 320, height: 240, fps: 25 };
const login = { enabled: true, username: 'me', password: 'sesame' };
const home = 'https://home.lan:8123';

describe('the pictures of the default camera', () => {
  let server: ServerHere;
  beforeAll(async () => {
    server = await ServerHere.start({ config: { cameras: [camera], cors_origins: [home] } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const numberOf = ({ headers }: Part) => Number(headers['x-sequence']);

  test('come one by one from /frame', async () => {
    const response = await server.fetch('/frame?_=123');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const jpeg = Buffer.from(await response.arrayBuffer());
    expect(jpeg.length).toBe(Number(response.headers.get('content-length')));
    expect(jpegSize(jpeg)).toEqual({ width: 320, height: 240 });
    expect((await server.fetch('/frame', { method: 'HEAD' })).status).toBe(200);
    expect((await call(server, 'GET', '/frame?width=1')).status).toBe(422);
  });

  test('come without end from /stream.mjpg, with the published headers', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/stream.mjpg`);
    expect(viewer.response.headers).toMatchObject({
      'content-type': 'multipart/x-mixed-replace; boundary=frame',
      'cache-control': 'no-store, no-cache, must-revalidate, max-age=0',
      pragma: 'no-cache',
      expires: '0',
      'x-accel-buffering': 'no',
    });
    const part = await viewer.nextPicture();
    expect(part.headers).toMatchObject({ 'content-type': 'image/jpeg' });
    expect(Number(part.headers['content-length'])).toBe(part.jpeg.length);
  });

  test('are sent once each: no part repeats the one before', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/stream.mjpg`);
    const first = await viewer.nextPicture();
    const before = viewer.parts;
    const seen = [first];
    while (seen.length < 25) seen.push(await viewer.nextPicture());
    const numbers = seen.map(numberOf);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
    // Parts that the test did not look at are numbered, too.
    expect(viewer.parts - before).toBeLessThanOrEqual((numbers.at(-1) ?? 0) - (numbers[0] ?? 0));
  });

  test('may be read by the scripts of configured origins, and shown anywhere', async () => {
    const of = async (path: string) => (await server.fetch(path, { headers: { Origin: home } })).headers;
    const headers = await of('/frame');
    expect(headers.get('access-control-allow-origin')).toBe(home);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await of('/camera/status')).get('access-control-allow-origin')).toBeNull();
    const other = await server.fetch('/frame', { headers: { Origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('tell another server through which cameras they came', async () => {
    const mark = async (path: string) =>
      (await server.fetch(path, { method: 'HEAD' })).headers.get('x-rpicam-via');
    const own = await mark('/cam/door/snapshot');
    expect(own).not.toBeNull();
    expect([await mark('/frame'), await mark('/stream.mjpg')]).toEqual([own, own]);
  });
});

test('the pictures of the default camera are behind the login, and links to a camera do not open them', async () => {
  await using server = await ServerHere.start({ config: { auth: login, cameras: [camera] } });
  const authorization = { Authorization: `Basic ${btoa('me:sesame')}` };
  for (const path of ['/frame', '/stream.mjpg', '/camera/status']) {
    expect((await call(server, 'GET', path)).body).toMatchObject({ detail: 'Authentication required' });
  }
  expect((await server.fetch('/frame', { headers: authorization })).status).toBe(200);
  const made = await call(
    server,
    'POST',
    '/api/cameras/door/links',
    { scope: 'stream', expires_in: 600 },
    authorization,
  );
  const { token } = made.body as { token: string };
  expect((await server.fetch(`/cam/door/snapshot?token=${token}`)).status).toBe(200);
  expect((await server.fetch(`/frame?token=${token}`)).status).toBe(403);
});

test('without a picture of the camera itself /frame answers 503, and /stream.mjpg shows the reason', async () => {
  const gone = { id: 'gone', name: 'Gone', device: '/dev/video77' };
  await using server = await ServerHere.start({ config: { cameras: [gone] } });
  const answer = await call(server, 'GET', '/frame');
  expect(answer).toMatchObject({ status: 503, body: { detail: 'Camera frame not available yet.' } });
  using viewer = await MjpegViewer.open(`${server.url}/stream.mjpg`);
  await viewer.nextPlaceholder();
});
