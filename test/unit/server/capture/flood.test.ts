import { beforeAll, describe, expect, test } from 'vitest';
import type { ByteFeed } from '../../../../server/capture/demuxed-images.ts';
import { demuxedImages } from '../../../../server/capture/demuxed-images.ts';
import { childCapture } from '../../../../server/capture/child-capture.ts';
import { openHttpCapture } from '../../../../server/capture/http-capture.ts';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { HttpCamera } from '../../../fixtures/http-camera.ts';
import { jpeg, take } from '../../../fixtures/images.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let image: Buffer;
let many: Buffer;
beforeAll(() => {
  image = jpeg('16x16');
  many = Buffer.concat(Array<Buffer>(1_000).fill(image));
});

const never = () => new AbortController().signal;
const maxFramesPerSecond = () => 10;

describe('a source that floods', () => {
  test('is read at four times the allowed rate, and the dropped images are counted', async () => {
    const report = new RecordedReport();
    const clock = SteppedClock.hurried();
    let read = 0;
    const source: ByteFeed = async ({ push }) => {
      while (clock.nowMs() < 60_000) {
        read++;
        await push(image);
      }
    };
    const options = { maxFrameBytes: 1_000_000, clock, report, maxFramesPerSecond };
    const taken = await take(demuxedImages(options, source, never()));
    expect(read).toBeGreaterThan(60 * 40 * 0.9);
    expect(read).toBeLessThan(60 * 40 * 1.1);
    expect(taken.length + report.drops.filter((reason) => reason === 'surplus').length).toBe(read);
    expect(report.notices).toEqual([
      'The camera sends far more pictures than max_fps allows; the server makes it wait.',
    ]);
  });

  test('with bytes that are no picture is slowed too', async () => {
    const clock = SteppedClock.hurried();
    const noise = Buffer.alloc(1_000_000, 'text ');
    let read = 0;
    const source: ByteFeed = async ({ push }) => {
      while (clock.nowMs() < 10_000) {
        read++;
        await push(noise);
      }
    };
    const options = { maxFrameBytes: 500_000, clock, report: new RecordedReport(), maxFramesPerSecond };
    await take(demuxedImages(options, source, never()));
    expect(read).toBeLessThan(10 * 40 * 1.2);
  });

  test('without a limit is read as fast as it sends', async () => {
    const source: ByteFeed = async ({ push }) => {
      for (let count = 0; count < 2_000; count++) expect(push(image)).toBeUndefined();
      return Promise.resolve();
    };
    const clock = SteppedClock.hurried();
    await take(
      demuxedImages({ maxFrameBytes: 1_000_000, clock, report: new RecordedReport() }, source, never()),
    );
  });

  test('over HTTP has to wait until it is read', async () => {
    await using camera = await HttpCamera.start({
      images: [image],
      answer: (_, response) => {
        response.setHeader('Content-Type', 'multipart/x-mixed-replace;boundary=x');
        const send = () => {
          let fits = true;
          while (fits && !response.destroyed) fits = response.write(many);
        };
        response.on('drain', send);
        send();
        return true;
      },
    });
    const report = new RecordedReport();
    const options = { url: camera.url('/'), maxFrameBytes: 1_000_000, clock: systemClock, report };
    const capture = openHttpCapture({ ...options, maxFramesPerSecond: () => 1_000 });
    const taken = await take(capture.frames(never()), 20);
    const seconds = ((taken.at(-1)?.capturedAtMs ?? 0) - (taken[0]?.capturedAtMs ?? 0)) / 1_000;
    // The reader takes 20 images. Of each piece it takes two or three, so thousands are read.
    expect(report.drops.length / (seconds + 0.25)).toBeLessThan(4_000 * 1.2);
    expect(report.drops.length).toBeGreaterThan(100);
  });

  test('from a program has to wait until it is read, and is left at once', async () => {
    const report = new RecordedReport();
    const capture = childCapture({
      ...{ maxFrameBytes: 1_000_000, clock: systemClock, report, maxFramesPerSecond: () => 1_000 },
      ...{ command: 'sh', args: ['-c', `while :; do printf '${octal(image)}'; done`], outputFd: 1 },
      diagnose: () => new CaptureError('ended', 'it ended'),
    });
    const taken = await take(capture.frames(never()), 20);
    expect(taken).toHaveLength(20);
    const seconds = ((taken.at(-1)?.capturedAtMs ?? 0) - (taken[0]?.capturedAtMs ?? 0)) / 1_000;
    expect(report.drops.length / (seconds + 0.25)).toBeLessThan(4_000 * 1.2);
  });
});

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
