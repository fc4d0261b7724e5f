import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MjpegViewer } from '../../../../../fixtures/mjpeg-viewer.ts';
import { ServerHere } from '../../../../../fixtures/server-here.ts';
import { until } from '../../../../../fixtures/until.ts';

let server: ServerHere;

beforeAll(async () => {
  server = await ServerHere.start({
    config: {
      linger_seconds: 1,
      cameras: [
        { id: 'hall', name: 'Hall', device: 'test:Hall', width: 640, height: 360, fps: 15 },
        { id: 'gone', name: 'Gone', device: '/dev/video77', width: 320, height: 200 },
        { id: 'turned', name: 'Turned', device: 'test', width: 320, height: 240, rotate: 90 },
        { id: 'with space', name: 'Space', device: 'test', width: 64, height: 48 },
      ],
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function snapshot(path: string) {
  const response = await server.fetch(path);
  const jpeg = Buffer.from(await response.arrayBuffer());
  return {
    response,
    jpeg,
    sequence: Number(response.headers.get('x-sequence')),
    pixels: await sharp(jpeg).autoOrient().toBuffer({ resolveWithObject: true }),
  };
}

test('/health tells the size of a turned camera as it is seen', async () => {
  await snapshot('/cam/turned/snapshot');
  await server.untilCamera('turned', { width: 240, height: 320 });
  await snapshot('/cam/hall/snapshot');
  await server.untilCamera('hall', { width: 640, height: 360 });
});

describe('GET /cam/{id}/video', () => {
  test('delivers numbered pictures that move', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    const first = await viewer.nextPicture();
    const later = await viewer.nextPicture();
    expect(Number(later.headers['x-sequence'])).toBeGreaterThan(Number(first.headers['x-sequence']));
    expect(later.jpeg.equals(first.jpeg)).toBe(false);
  });

  test('counts its viewers, and forgets them when they leave', async () => {
    const viewers = await Promise.all([1, 2, 3].map(() => MjpegViewer.open(`${server.url}/cam/hall/video`)));
    await server.untilCamera('hall', { subscribers: 3 });
    for (const viewer of viewers) viewer[Symbol.dispose]();
    await server.untilCamera('hall', { subscribers: 0 });
  });

  test('shows a camera that cannot be read as a placeholder of its configured size, at once and again', async () => {
    await server.untilCamera('gone', { kind: 'retrying' });
    using viewer = await MjpegViewer.open(`${server.url}/cam/gone/video`);
    const part = await viewer.nextPlaceholder();
    const { width, height } = await sharp(part.jpeg).metadata();
    expect([width, height]).toEqual([320, 200]);
    await viewer.nextPlaceholder();
  });

  test('of an id that is not configured is 404', async () => {
    const response = await server.fetch('/cam/nobody/video');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: 'Camera not found' });
  });

  test('refuses other methods and names its own', async () => {
    const response = await server.fetch('/cam/hall/video', { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  test('of an id with a blank in it is reached by its escaped path', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/cam/with%20space/video`);
    await viewer.nextPicture();
  });
});

describe('a variant', () => {
  test('has the width asked for, in its own proportions, and fewer frames', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video?width=160&fps=5&quality=50`);
    const first = await viewer.nextPicture();
    const { width, height } = await sharp(first.jpeg).metadata();
    expect([width, height]).toEqual([160, 90]);
    const { parts } = viewer;
    const sequence = Number(viewer.last?.headers['x-sequence']);
    await until('ten more', () => viewer.parts >= parts + 10);
    const step = (Number(viewer.last?.headers['x-sequence']) - sequence) / (viewer.parts - parts);
    expect(step).toBeGreaterThan(2.5);
    expect(step).toBeLessThan(3.5);
  });

  test('is turned upright in its pixels', async () => {
    const { jpeg } = await snapshot('/cam/turned/snapshot?width=120');
    const { width, height, orientation } = await sharp(jpeg).metadata();
    expect({ width, height, orientation: orientation ?? 1 }).toEqual({
      width: 120,
      height: 160,
      orientation: 1,
    });
  });

  test('is never larger than the camera', async () => {
    const { jpeg } = await snapshot('/cam/hall/snapshot?width=4000');
    expect((await sharp(jpeg).metadata()).width).toBe(640);
  });

  test.each([
    'fps=0',
    'fps=1000',
    'width=15',
    'width=9999',
    'width=1.5',
    'width=abc',
    'quality=0',
    'quality=101',
    'fps=NaN',
    'width=1e3',
  ])('?%s is refused with its name', async (query) => {
    for (const kind of ['video', 'snapshot']) {
      const response = await server.fetch(`/cam/hall/${kind}?${query}`);
      expect(response.status).toBe(422);
      const { detail } = (await response.json()) as { detail: { loc: string[] }[] };
      expect(detail[0]?.loc).toEqual(['query', query.split('=')[0]]);
    }
  });

  test('there are not more of than a Pi can make, and leaving makes room', async () => {
    const viewers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        MjpegViewer.open(`${server.url}/cam/hall/video?width=${100 + index}`),
      ),
    );
    expect((await server.fetch('/cam/hall/video?width=99')).status).toBe(503);
    using shared = await MjpegViewer.open(`${server.url}/cam/hall/video?width=100`);
    await shared.nextPicture();
    for (const viewer of viewers) viewer[Symbol.dispose]();
    using another = await until('there is room', () =>
      MjpegViewer.open(`${server.url}/cam/hall/video?width=99`).catch(() => undefined),
    );
    await another.nextPicture();
  });
});

describe('GET /cam/{id}/snapshot', () => {
  test('is one whole JPEG that nobody may store', async () => {
    const { response, jpeg } = await snapshot('/cam/hall/snapshot?t=123');
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('content-length')).toBe(String(jpeg.length));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await sharp(jpeg).metadata()).width).toBe(640);
  });

  test('wakes a sleeping camera and is newer than the request', async () => {
    await snapshot('/cam/hall/snapshot');
    await server.untilCamera('hall', { kind: 'sleeping' });
    const askedAt = Date.now() / 1_000;
    const { response } = await snapshot('/cam/hall/snapshot');
    expect(response.headers.get('x-placeholder')).toBeNull();
    expect(Number(response.headers.get('x-timestamp'))).toBeGreaterThan(askedAt - 0.1);
    expect((await server.camera('hall')).subscribers).toBe(0);
  });

  test('of a live camera is no older than the newest picture of a viewer', async () => {
    using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    await viewer.nextPicture();
    for (let count = 0; count < 10; count++) {
      const newest = Number(viewer.last?.headers['x-sequence']);
      expect((await snapshot('/cam/hall/snapshot')).sequence).toBeGreaterThanOrEqual(newest);
    }
  });

  test('of a camera that cannot be read is its placeholder, also scaled', async () => {
    await server.untilCamera('gone', { kind: 'retrying' });
    const { response, pixels } = await snapshot('/cam/gone/snapshot');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-placeholder')).toBe('1');
    expect(pixels.info).toMatchObject({ width: 320, height: 200 });
    expect((await snapshot('/cam/gone/snapshot?width=100')).pixels.info.width).toBe(100);
  });

  test('of an id that is not configured is 404', async () => {
    expect((await server.fetch('/cam/nobody/snapshot')).status).toBe(404);
  });
});

test('a camera that is not there is 404 in the words of the parent API', async () => {
  for (const path of ['/nothing', '/cam/hall', '/cam/%E0%A4%A/video', '/api/nothing']) {
    const response = await server.fetch(path);
    expect([400, 404]).toContain(response.status);
    expect(await response.json()).toHaveProperty('detail');
  }
});
