import { describe, expect, test } from 'vitest';
import { demuxedImages, type ByteFeed } from '../../../../server/capture/demuxed-images.ts';
import { CameraCounters } from '../../../../server/camera/camera-counters.ts';
import type { CaptureReport } from '../../../../server/capture/capture.ts';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { jpeg, take } from '../../../fixtures/images.ts';

const never = () => new AbortController().signal;
const image = jpeg('16x16');
const half = image.subarray(0, image.length - 5);

/** The images of a source, and the drops as a camera counts them for /metrics. */
function reading(source: ByteFeed, signal = never()) {
  const counters = new CameraCounters();
  const faults: string[] = [];
  const report: CaptureReport = {
    notice: () => undefined,
    dropped: (reason, detail) => void counters.countDrop(reason, detail),
    damaged: () => counters.damaged++,
    fault: ({ message }) => faults.push(message),
    pace: () => undefined,
  };
  const options = { maxFrameBytes: 100_000, clock: new SteppedClock(), report };
  return { images: demuxedImages(options, source, signal), dropped: counters.dropped, faults };
}

describe('an image that is not whole', () => {
  test('at the end of a source is counted', async () => {
    const { images, dropped } = reading(async ({ push }) => {
      await push(Buffer.concat([image, half]));
    });
    expect(await take(images)).toHaveLength(1);
    expect([...dropped]).toEqual([['truncated', 1]]);
  });

  test('of a source that failed is counted', async () => {
    const { images, dropped } = reading(async ({ push }) => {
      await push(half);
      throw new CaptureError('ended', 'it broke off');
    });
    await expect(take(images)).rejects.toThrow('it broke off');
    expect([...dropped]).toEqual([['truncated', 1]]);
  });

  test('of a source that the reader ended is not counted', async () => {
    const stop = new AbortController();
    const { images, dropped } = reading(async ({ push }, ending) => {
      await push(Buffer.concat([image, half]));
      await new Promise((resolve) => ending.addEventListener('abort', resolve));
    }, stop.signal);
    for await (const { width } of images) if (width > 0) stop.abort();
    expect([...dropped]).toEqual([]);
  });
});

test('images that the reader does not take in time are counted, each once', async () => {
  const { images, dropped } = reading(async ({ push }) => {
    for (let count = 0; count < 10; count++) await push(image);
  });
  const taken = await take(images);
  expect(taken.length + (dropped.get('surplus') ?? 0)).toBe(10);
  expect([...dropped.keys()]).toEqual(['surplus']);
});

test('a reader that releases the memory of an image twice is reported, and the next image is whole', async () => {
  const { images, faults } = reading(async ({ push }) => {
    for (let count = 0; count < 4; count++) {
      await push(image);
      await new Promise(setImmediate);
    }
  });
  const seen: Buffer[] = [];
  for await (const { jpeg: bytes, memory } of images) {
    seen.push(Buffer.from(bytes));
    memory?.release();
    memory?.release();
  }
  expect(seen).toEqual([image, image, image, image]);
  expect(new Set(faults)).toEqual(new Set(['a buffer was released twice']));
});
