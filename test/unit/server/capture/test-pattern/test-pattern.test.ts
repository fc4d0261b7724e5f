import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  openTestPattern,
  type TestPatternOptions,
} from '../../../../../server/capture/test-pattern/test-pattern.ts';
import type { CapturedImage } from '../../../../../server/frame/frame.ts';
import type { Clock } from '../../../../../server/runtime/clock.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';
import { decoded, hashedByFfmpeg } from '../../picture/decoded.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

function hurriedClock(): SteppedClock {
  const clock = SteppedClock.hurried();
  clock.pass(5_000);
  return clock;
}

/** The first images of a test pattern; `reading` is called with the number of each image that was read. */
async function take(
  count: number,
  options: Partial<TestPatternOptions> & { clock: Clock },
  reading: (number: number) => void = () => {},
): Promise<CapturedImage[]> {
  const stop = new AbortController();
  const images: CapturedImage[] = [];
  const all = { label: 'cam 1', width: 64, height: 48, framesPerSecond: 10, quality: 80, ...options };
  for await (const image of openTestPattern(all).frames(stop.signal)) {
    images.push(image);
    reading(images.length);
    if (images.length === count) stop.abort();
  }
  return images;
}

function timesMs(images: CapturedImage[]): number[] {
  return images.map((image) => Math.round(image.capturedAtMs - 5_000));
}

describe('a test pattern', () => {
  test('gives its first image at once and the others at its rate', async () => {
    expect(timesMs(await take(4, { clock: hurriedClock() }))).toEqual([0, 100, 200, 300]);
    const odd = await take(5, { clock: hurriedClock(), framesPerSecond: 30 });
    expect(timesMs(odd)).toEqual([0, 33, 67, 100, 133]);
  });

  test('does not drift when drawing and reading take time', async () => {
    const clock = hurriedClock();
    const images = await take(50, { clock }, () => clock.pass(37));
    expect(timesMs(images).at(-1)).toBe(4_900);
  });

  test('skips what it missed instead of catching up in a burst', async () => {
    const clock = hurriedClock();
    const images = await take(5, { clock }, (number) => clock.pass(number === 2 ? 345 : 0));
    expect(timesMs(images)).toEqual([0, 100, 445, 500, 600]);
  });

  test('sleeps even when it is always late, so that others run', async () => {
    const clock = hurriedClock();
    await take(4, { clock }, () => clock.pass(250));
    expect(clock.sleepsMs).toHaveLength(4);
  });

  test('gives images of exactly the configured size, all different, that ffmpeg decodes without a message', async () => {
    const images = await take(30, { clock: hurriedClock(), width: 641, height: 359 });
    expect(images.every(({ width, height }) => width === 641 && height === 359)).toBe(true);
    const hashes = hashedByFfmpeg(images.map((image) => image.jpeg));
    expect(hashes).toHaveLength(30);
    expect(new Set(hashes).size).toBe(30);
    expect(await decoded(images[29]?.jpeg ?? Buffer.of())).toMatchObject({ width: 641, height: 359 });
  });

  test('gives nothing once it was aborted', async () => {
    const pattern = openTestPattern({
      label: '',
      width: 64,
      height: 48,
      framesPerSecond: 10,
      quality: 80,
      clock: hurriedClock(),
    });
    expect(await Array.fromAsync(pattern.frames(AbortSignal.abort()))).toEqual([]);
  });

  test('leaves nothing behind that would keep a process alive', () => {
    const source = (path: string) =>
      JSON.stringify(resolve(import.meta.dirname, '../../../../../server', path));
    const script = `
      const { openTestPattern } = await import(${source('capture/test-pattern/test-pattern.ts')});
      const { systemClock } = await import(${source('runtime/clock.ts')});
      const stop = new AbortController();
      const sleep = (ms, signal) => {
        const sleeping = systemClock.sleep(ms, signal);
        stop.abort();
        return sleeping;
      };
      const clock = { ...systemClock, sleep };
      const options = { label: '', width: 64, height: 48, framesPerSecond: 0.001, quality: 80, clock };
      for await (const image of openTestPattern(options).frames(stop.signal)) {
        process.stdout.write(String(image.width));
      }`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: patienceMs,
    });
    expect(output).toBe('64');
  });

  test.each([
    [15, 100],
    [100, 15],
    [3841, 100],
    [3840, 2161],
  ])('fails with a reason when asked for %ix%i', async (width, height) => {
    await expect(take(1, { clock: hurriedClock(), width, height })).rejects.toMatchObject({
      code: 'bad-format',
      message: expect.stringContaining(`${width}x${height}`),
    });
  });
});
