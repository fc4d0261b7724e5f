import { describe, expect, test } from 'vitest';
import { readStream, type StreamReader } from '../../../../../server/cli/record/read-stream.ts';
import { streamProblem } from '../../../../../server/cli/record/stream-problem.ts';
import { CaptureError, captureErrorCodes } from '../../../../../server/contract/capture-error.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { pictures, StreamCamera } from './stream-camera.ts';

const patient = { ...systemClock, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };

/** Reads until so many pictures have come, or losses; resolves with them and the error. */
async function read(url: string, options: { retry: boolean; images?: number; losses?: number }) {
  const end = new AbortController();
  const images: number[] = [];
  const losses: string[] = [];
  const drops: string[] = [];
  const reader: StreamReader = {
    image: ({ jpeg }) => images.push(jpeg.length) === options.images && end.abort(),
    lost: ({ code }) => losses.push(code) === options.losses && end.abort(),
    dropped: (reason) => drops.push(reason),
    notice: () => undefined,
  };
  const source = { url, boundary: undefined, framesPerSecond: undefined, readTimeoutMs: 300 };
  const error = await readStream(
    { ...source, clock: patient, retry: options.retry },
    reader,
    end.signal,
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { images, losses, drops, code: error instanceof CaptureError ? error.code : error };
}

describe('a stream that is read', () => {
  test('is lost when no picture comes for the read timeout, although its connection stands', async () => {
    await using camera = await StreamCamera.start({ intervalsMs: [1, 1], goesRound: false });
    expect(await read(camera.url(), { retry: false })).toMatchObject({
      images: { length: 3 },
      code: 'stalled',
    });
  });

  test('is read again with retry, as often as it is lost', async () => {
    await using camera = await StreamCamera.start({ intervalsMs: [1, 1], goesRound: false, end: 'close' });
    const { images, losses, code } = await read(camera.url(), { retry: true, losses: 3 });
    expect({ images: images.length, losses, code }).toEqual({
      ...{ images: 9, losses: ['ended', 'ended', 'ended'], code: undefined },
    });
  });

  test('ends where its signal is aborted, after that picture', async () => {
    await using camera = await StreamCamera.start({ intervalsMs: [1] });
    expect(await read(camera.url(), { retry: true, images: 7 })).toMatchObject({
      ...{ images: pictures.slice(0, 7).map(({ length }) => length), code: undefined },
    });
  });

  test('is not tried again when its first answer is a refusal', async () => {
    await using camera = await StreamCamera.start({ login: 'ann:secret' });
    expect(await read(camera.url('ann:wrong@'), { retry: true })).toMatchObject({ code: 'unauthorized' });
  });

  test('keeps each picture of a burst that comes in one piece', async () => {
    const images = [Buffer.concat(pictures.slice(0, 12))];
    await using camera = await StreamCamera.start({
      images,
      intervalsMs: [1],
      goesRound: false,
      hasLengths: false,
    });
    const { images: read12, drops } = await read(camera.url(), { retry: false, images: 12 });
    expect(read12).toEqual(pictures.slice(0, 12).map(({ length }) => length));
    expect(drops).toEqual([]);
  });
});

test.each(captureErrorCodes)('a failure %s names the stream and ends as a sentence', (code) => {
  expect(streamProblem(new CaptureError(code, 'it is so'), 'camera/stream', false)).toMatch(
    /^camera\/stream.*it is so.*[.…]$/,
  );
});
