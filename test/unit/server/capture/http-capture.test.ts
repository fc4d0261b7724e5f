import { beforeAll, describe, expect, test } from 'vitest';
import { openHttpCapture, type HttpCaptureOptions } from '../../../../server/capture/http-capture.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { HttpCamera } from '../../../fixtures/http-camera.ts';
import { failure, jpeg, take } from '../../../fixtures/images.ts';
import { openFdCount } from '../../../fixtures/process-state.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let images: Buffer[];
beforeAll(() => {
  images = [0, 1, 2].map((frame) => jpeg('64x48', frame));
});

function capture(url: string, options: Partial<HttpCaptureOptions> = {}) {
  const report = new RecordedReport();
  return openHttpCapture({ url, maxFrameBytes: 1_000_000, clock: systemClock, report, ...options });
}

const never = () => new AbortController().signal;

describe('an HTTP camera that streams', () => {
  test('has every image come untouched', async () => {
    await using camera = await HttpCamera.start({ images });
    const taken = await take(capture(camera.url('/stream')).frames(never()), 4);
    expect(taken.map(({ jpeg }) => images.findIndex((image) => image.equals(jpeg)))).toEqual([0, 1, 2, 0]);
    expect(taken[0]).toMatchObject({ width: 64, height: 48 });
  });

  test.each(['video/x-motion-jpeg', 'multipart/mixed;boundary="--x"', undefined])(
    'may call its stream %s',
    async (type) => {
      await using camera = await HttpCamera.start({
        images,
        answer: (_, response) => {
          if (type) response.setHeader('Content-Type', type);
          return response.write(Buffer.concat(images));
        },
      });
      expect(await take(capture(camera.url('/')).frames(never()), 2)).toHaveLength(2);
    },
  );

  test('that ends its stream after several images has ended', async () => {
    await using camera = await HttpCamera.start({
      images,
      answer: (_, response) =>
        Boolean(response.setHeader('Content-Type', 'multipart/x').end(Buffer.concat(images))),
    });
    expect(await failure(capture(camera.url('/')).frames(never()))).toMatchObject({
      code: 'ended',
      message: 'the camera closed the connection',
    });
  });

  test('that is cut off within an image has ended, and the image is counted', async () => {
    const report = new RecordedReport();
    await using camera = await HttpCamera.start({
      images,
      answer: (_, response) => {
        response.setHeader('Content-Type', 'multipart/x');
        response.write(images[0]?.subarray(0, 800), () => response.socket?.destroy());
        return true;
      },
    });
    const cut = capture(camera.url('/'), { report });
    expect(await failure(cut.frames(never()))).toMatchObject({ code: 'ended' });
    expect(report.drops).toEqual(['truncated']);
  });

  test('has images beyond the limit dropped and the others kept', async () => {
    const report = new RecordedReport();
    await using camera = await HttpCamera.start({ images: [jpeg('640x480'), ...images] });
    const limited = capture(camera.url('/stream'), { maxFrameBytes: 5_000, report });
    const taken = await take(limited.frames(never()), 3);
    expect(taken.map(({ width }) => width)).toEqual([64, 64, 64]);
    expect(report.drops[0]).toBe('oversized');
  });

  test('that sends a page for people has no usable format', async () => {
    await using camera = await HttpCamera.start({ images });
    expect(await failure(capture(camera.url('/page')).frames(never()))).toMatchObject({
      code: 'bad-format',
      message: 'the address answers a web page; enter the address of its MJPEG stream or JPEG picture',
    });
  });
});

describe('an HTTP camera that gives one image for each request', () => {
  test('is asked as often as frames are wanted, over one connection', async () => {
    await using camera = await HttpCamera.start({ images });
    const clock = SteppedClock.hurried();
    const polled = capture(camera.url('/snapshot'), { framesPerSecond: 10, clock });
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    expect(await take(polled.frames(never()), 30)).toHaveLength(30);
    process.off('warning', note);
    expect(new Set(clock.sleepsMs)).toEqual(new Set([100]));
    expect(camera.connectionCount).toBe(1);
    // Node would warn of listeners that pile up on the connection.
    expect(warnings).toEqual([]);
  });

  test('is asked five times a second unless told otherwise', async () => {
    await using camera = await HttpCamera.start({ images });
    const clock = SteppedClock.hurried();
    await take(capture(camera.url('/snapshot'), { clock }).frames(never()), 2);
    expect(clock.sleepsMs[0]).toBe(200);
  });

  test('is asked again at once when it took longer than that', async () => {
    const clock = SteppedClock.hurried();
    const answer = () => Boolean(clock.pass(1_000));
    await using camera = await HttpCamera.start({ images, answer });
    await take(capture(camera.url('/snapshot'), { clock }).frames(never()), 2);
    expect(clock.sleepsMs[0]).toBe(0);
  });

  test('may close a kept connection just when it is asked again', async () => {
    const seen = new WeakSet();
    await using camera = await HttpCamera.start({
      images,
      answer: ({ socket }) => {
        if (!seen.has(socket)) return !seen.add(socket);
        return Boolean(socket.destroy());
      },
    });
    const polled = capture(camera.url('/snapshot'), { clock: SteppedClock.hurried() });
    expect(await take(polled.frames(never()), 3)).toHaveLength(3);
  });

  test('that shows a login page instead at some time has no usable format', async () => {
    await using camera = await HttpCamera.start({
      images,
      answer: (_, response) => {
        if (camera.requests.length < 3) return false;
        return Boolean(response.setHeader('Content-Type', 'text/html').end('login'));
      },
    });
    const polled = capture(camera.url('/snapshot'), { clock: SteppedClock.hurried() });
    expect(await failure(polled.frames(never()))).toMatchObject({
      code: 'bad-format',
      message: 'the address answers a web page; enter the address of its MJPEG stream or JPEG picture',
    });
  });
});

describe('the connection to an HTTP camera', () => {
  test('is closed when the iteration has ended after an abort', async () => {
    await using camera = await HttpCamera.start({ images });
    const fds = openFdCount();
    const stop = new AbortController();
    const frames = capture(camera.url('/stream')).frames(stop.signal)[Symbol.asyncIterator]();
    await frames.next();
    stop.abort();
    expect(await frames.next()).toMatchObject({ done: true });
    await until('both ends are closed', () => camera.connections.size === 0 && openFdCount() <= fds);
  });

  test.each(['/mute', '/snapshot'])(
    'is given up when the abort comes while the capture waits for %s',
    async (path) => {
      await using camera = await HttpCamera.start({ images });
      const stop = new AbortController();
      const slow = { framesPerSecond: 0.001, answerTimeoutMs: 1_000_000 };
      const taken = take(capture(camera.url(path), slow).frames(stop.signal));
      await until('it was asked', () => camera.requests.length === 1);
      stop.abort();
      await taken;
      await until('it is left', () => camera.connections.size === 0);
    },
  );

  test('is not made when the signal had aborted', async () => {
    await using camera = await HttpCamera.start({ images });
    expect(await take(capture(camera.url('/stream')).frames(AbortSignal.abort()))).toEqual([]);
    expect(camera.connectionCount).toBe(0);
  });

  test('many times made and left leaves nothing behind', async () => {
    await using camera = await HttpCamera.start({ images });
    const fds = openFdCount();
    for (let round = 0; round < 200; round++) {
      await take(capture(camera.url(round % 2 ? '/stream' : '/snapshot')).frames(never()), 1);
    }
    await until('all are closed', () => camera.connections.size === 0 && openFdCount() <= fds);
  });
});
