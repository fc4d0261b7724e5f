import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childCapture, type ChildCaptureOptions } from '../../../../server/capture/child-capture.ts';
import { ffmpegError } from '../../../../server/capture/program-errors.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../fixtures/capture-report.ts';
import { failure, jpeg, take } from '../../../fixtures/images.ts';
import { childPids, isRunning, openFdCount } from '../../../fixtures/process-state.ts';
import { until } from '../../../fixtures/until.ts';

let folder: string;
let clip: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capture-'));
  clip = join(folder, 'clip.mjpeg');
  writeFileSync(clip, Buffer.concat([0, 1, 2].map((frame) => jpeg('64x48', frame))));
});
afterAll(() => rmSync(folder, { recursive: true }));

function capture(script: string, options: Partial<ChildCaptureOptions> = {}) {
  return childCapture({
    command: 'sh',
    args: ['-c', script, 'sh', clip],
    outputFd: 1,
    diagnose: ffmpegError,
    maxFrameBytes: 1_000_000,
    clock: systemClock,
    report: new RecordedReport(),
    ...options,
  });
}

const never = () => new AbortController().signal;
const ffmpegCamera =
  'exec ffmpeg -loglevel error -nostdin -re -f lavfi -i testsrc2=size=320x240:rate=30 -f mjpeg pipe:1';

describe('a program that writes images', () => {
  test('has them come one by one, with their size and the time they came', async () => {
    const startedAtMs = systemClock.nowMs();
    const images = await take(capture(ffmpegCamera).frames(never()), 5);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(Array(5).fill('320x240'));
    expect(images.every(({ jpeg }) => jpeg.readUInt16BE(0) === 0xffd8)).toBe(true);
    const times = [startedAtMs, ...images.map(({ capturedAtMs }) => capturedAtMs)];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('may write them to descriptor 3', async () => {
    const images = capture('echo progress; cat $1 >&3; exec sleep 1000', { outputFd: 3 });
    expect(await take(images.frames(never()), 2)).toHaveLength(2);
  });

  test('that ends by itself throws its last message, after its last images', async () => {
    const frames = capture('cat $1; echo /dev/video0: Device or resource busy >&2').frames(never());
    const seen: number[] = [];
    await expect(async () => {
      for await (const image of frames) seen.push(image.width);
    }).rejects.toMatchObject({ code: 'busy', message: '/dev/video0: Device or resource busy' });
    expect(seen.length).toBeGreaterThan(0);
  });

  test('that is cut off within an image counts that image as dropped', async () => {
    const report = new RecordedReport();
    await failure(capture('head -c 3000 $1', { report }).frames(never()));
    expect(report.drops).toEqual(['truncated']);
  });

  test('that is not installed throws its own code', async () => {
    const missing = capture('', { command: 'no-such-program' });
    expect(await failure(missing.frames(never()))).toMatchObject({ code: 'no-ffmpeg' });
  });

  test('that cannot be started at all throws why', async () => {
    const impossible = capture('', { args: ['a\0b'] });
    expect(await failure(impossible.frames(never()))).toMatchObject({
      code: 'ended',
      message: expect.stringContaining('sh could not be started'),
    });
  });

  test('can be started again and again', async () => {
    const again = capture('cat $1; sleep 1000');
    expect(await take(again.frames(never()), 1)).toHaveLength(1);
    expect(await take(again.frames(never()), 1)).toHaveLength(1);
  });

  test('ahead of a slow reader has older images dropped', async () => {
    const frames = capture('cat $1 $1 $1').frames(never());
    const first = await frames[Symbol.asyncIterator]().next();
    expect(first.done).toBe(false);
    await until('the program is gone', () => childPids().length === 0);
    const rest: unknown[] = [];
    await expect(async () => {
      for await (const image of frames) rest.push(image);
    }).rejects.toThrow('ended with status 0');
    expect(rest.length).toBeLessThanOrEqual(2);
  });
});

describe('the program behind an iteration', () => {
  async function running(script: string, signal: AbortSignal) {
    const frames = capture(script).frames(signal)[Symbol.asyncIterator]();
    await frames.next();
    const [pid = 0] = childPids();
    expect(isRunning(pid)).toBe(true);
    return { frames, pid };
  }

  test('is gone when the iteration has ended after an abort', async () => {
    const stop = new AbortController();
    const { frames, pid } = await running(ffmpegCamera, stop.signal);
    stop.abort();
    expect(await frames.next()).toEqual({ done: true, value: undefined });
    expect(isRunning(pid)).toBe(false);
  });

  test('is gone when the loop was left', async () => {
    const { frames, pid } = await running(ffmpegCamera, never());
    await frames.return?.();
    expect(isRunning(pid)).toBe(false);
  });

  test('is gone when the loop threw', async () => {
    const reading = (async () => {
      for await (const image of capture(ffmpegCamera).frames(never()))
        throw new Error(`full at ${image.width}`);
    })();
    await expect(reading).rejects.toThrow('full at 320');
    expect(childPids()).toEqual([]);
  });

  test('is gone within about a second of the abort even when it is stopped', async () => {
    const stop = new AbortController();
    const { frames, pid } = await running('cat $1; kill -STOP $$', stop.signal);
    stop.abort();
    expect(await frames.next()).toMatchObject({ done: true });
    expect(isRunning(pid)).toBe(false);
  });

  test('is not started when the signal had aborted', async () => {
    expect(await take(capture(`touch ${folder}/started`).frames(AbortSignal.abort()))).toEqual([]);
    expect(() => rmSync(`${folder}/started`)).toThrow('ENOENT');
  });

  test('is ended when the abort comes while it starts', async () => {
    const stop = new AbortController();
    const ended = take(capture('sleep 1000').frames(stop.signal));
    stop.abort();
    expect(await ended).toEqual([]);
    expect(childPids()).toEqual([]);
  });
});

test('eighty starts and stops leave no descriptor and no child', async () => {
  const before = openFdCount();
  for (let round = 0; round < 10; round++) {
    const images = capture('cat $1; exec sleep 1000');
    await Promise.all(Array.from({ length: 8 }, () => take(images.frames(never()), 1 + (round % 2))));
  }
  await until('descriptors are closed', () => openFdCount() <= before);
  expect(childPids()).toEqual([]);
});

test('an error thrown while an image is read ends that capture with the error, and its program', async () => {
  const repair = () => {
    throw new Error('broken repair');
  };
  const before = childPids();
  const frames = capture('cat $1; exec sleep 1000', { repair }).frames(never());
  await expect(take(frames, 1)).rejects.toThrow('broken repair');
  expect(childPids().filter((pid) => !before.includes(pid))).toEqual([]);
});
