import { rmSync, truncateSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ReadLaneError, readLaneLimits } from '../../../../../server/recording/playback/read-lane.ts';
import { until } from '../../../../fixtures/until.ts';
import { PlayerBench } from './player-bench.ts';

const numbers = (first: number, last: number, step = 1) =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);

/** 50 frames in one file, 100 ms apart: 1 to 50. */
async function oneFile(bench: PlayerBench) {
  bench.recording.recorder.start();
  const times = await bench.record(50);
  bench.recording.recorder.stop();
  await bench.recording.closed(1);
  return times;
}

describe('a player', () => {
  test('ends with the name of the fault when the disk hangs, before its first picture and after it', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const playing = bench.play({ at_ms: firstMs, speed: 1 });
    await bench.pass(200);
    expect(playing.page.numbers).toEqual([1, 2, 3]);
    const { promise: answer, resolve: answers } = Promise.withResolvers<void>();
    const hung = bench.lane.run(() => answer).catch((error: unknown) => error);
    const begun = bench.play({ at_ms: firstMs });
    await bench.clock.advance(readLaneLimits.timeoutMs);
    const fault = new ReadLaneError('hung');
    expect(await hung).toEqual(fault);
    await until('both have ended', async () => {
      await bench.clock.advance(100);
      return playing.page.error !== undefined && begun.page.error !== undefined;
    });
    expect([playing.page.error, begun.page.error]).toEqual([fault, fault]);
    expect(begun.page.frames).toEqual([]);
    answers();
  });

  test.each([
    ['a quarter', 0.25, numbers(1, 6), 2_100],
    ['the usual', 1, numbers(1, 22), 2_100],
  ])('shows each frame when its time has come, at %s speed', async (_, speed, expected, ms) => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const startMs = bench.clock.nowMs();
    const { page } = bench.play({ at_ms: firstMs, speed });
    await bench.pass(ms);
    expect(page.numbers).toEqual(expected);
    expect(page.frames.map(({ shownMs }) => shownMs - startMs)).toEqual(
      expected.map((number) => ((number - 1) * 100) / speed),
    );
    expect(page.frames.map(({ atMs }) => atMs - firstMs)).toEqual(
      expected.map((number) => (number - 1) * 100),
    );
    expect(bench.tally).toEqual({ sent: expected.length, skipped: 0 });
  });

  test('leaves frames out at 16 times the speed, and counts them', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const { page } = bench.play({ at_ms: firstMs, speed: 16 }, undefined, 20);
    await bench.pass(250);
    // 50 ms are 800 ms of the recording.
    expect(page.numbers).toEqual([1, 9, 17, 25, 33, 41]);
    expect(bench.tally).toEqual({ sent: 6, skipped: 35 });
  });

  test('sends no more frames than are wanted', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const { page } = bench.play({ at_ms: firstMs, speed: 1 }, undefined, 5);
    await bench.pass(1_000);
    expect(page.numbers).toEqual([1, 3, 5, 7, 9, 11]);
  });

  test('waits for a page that is slow, and goes on with the newest frame', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const { page, player } = bench.play({ at_ms: firstMs, speed: 1 });
    page.credit = 2;
    await bench.pass(1_000);
    expect(page.numbers).toEqual([1, 2]);
    page.credit = 1;
    player.wake();
    await bench.settled();
    expect(page.numbers).toEqual([1, 2, 11]);
    expect(bench.tally.skipped).toBe(8);
  });

  test('plays over the border of two files, and says where the recordings end', async () => {
    await using bench = new PlayerBench({ settings: { segmentMs: 2_000 } });
    bench.recording.recorder.start();
    const { firstMs, lastMs } = await bench.record(40);
    bench.recording.recorder.stop();
    await bench.recording.closed(2);
    const { page } = bench.play({ at_ms: firstMs + 1_500, speed: 1 });
    await bench.pass(3_000);
    expect(page.numbers).toEqual(numbers(16, 40));
    expect(page.notices).toEqual([{ state: 'end', atMs: lastMs, nextMs: null }]);
  });

  test('says where a gap begins, shows nothing of before in it, and goes on by itself', async () => {
    await using bench = new PlayerBench();
    const { lastMs } = await oneFile(bench);
    await bench.clock.advance(4_900);
    bench.recording.recorder.start();
    await bench.record(10);
    bench.recording.recorder.stop();
    await bench.recording.closed(2);
    const nextMs = lastMs + 5_000;
    const { page } = bench.play({ at_ms: lastMs, speed: 1 });
    await bench.pass(2_000);
    expect(page.numbers).toEqual([50]);
    expect(page.notices).toEqual([{ state: 'gap', atMs: lastMs + 1_000, nextMs }]);
    await bench.pass(3_100);
    expect(page.numbers).toEqual([50, 51, 52]);

    const inGap = bench.play({ at_ms: lastMs + 2_000 });
    const beforeAll = bench.play({ at_ms: 0, speed: 1 });
    const afterAll = bench.play({ at_ms: lastMs + 60_000 });
    await bench.settled();
    expect([inGap, beforeAll, afterAll].map((each) => each.page.frames)).toEqual([[], [], []]);
    expect(inGap.page.notices).toEqual([{ state: 'gap', atMs: lastMs + 2_000, nextMs }]);
    expect(beforeAll.page.notices).toEqual([{ state: 'gap', atMs: 0, nextMs: lastMs - 4_900 }]);
    expect(afterAll.page.notices).toEqual([{ state: 'end', atMs: lastMs + 60_000, nextMs: null }]);
  });

  test('takes the intervals of a slow camera for no gaps', async () => {
    await using bench = new PlayerBench({ settings: { gapMs: 30_000 } });
    bench.recording.recorder.start();
    const { firstMs } = await bench.record(6, 5_000);
    bench.recording.recorder.stop();
    await bench.recording.closed(1);
    const { page } = bench.play({ at_ms: firstMs + 4_900, speed: 1 });
    await bench.pass(6_000, 100);
    expect(page.numbers).toEqual([1, 2, 3]);
    expect(page.notices).toEqual([]);
  });

  test('follows a file that is being written', async () => {
    await using bench = new PlayerBench();
    bench.recording.recorder.start();
    const { firstMs } = await bench.record(30);
    await bench.settled();
    const { page } = bench.play({ at_ms: firstMs + 500, speed: 1 });
    for (let round = 0; round < 50; round++) {
      await bench.settled();
      await bench.record(1);
    }
    await bench.settled();
    // None twice and none left out, though the file grew by a second at a time.
    expect(page.numbers.length).toBeGreaterThan(40);
    expect(page.numbers).toEqual(numbers(6, 5 + page.numbers.length));
    expect(page.notices).toEqual([]);
  });

  test('says that it is at the end when the file that it follows does not grow', async () => {
    await using bench = new PlayerBench();
    bench.recording.recorder.start();
    const { firstMs } = await bench.record(31);
    await bench.settled();
    const { page } = bench.play({ at_ms: firstMs, speed: 16 });
    await bench.pass(1_000, 50);
    expect(page.notices).toEqual([]);
    await bench.pass(6_000, 250);
    expect(page.notices).toEqual([{ state: 'end', atMs: expect.any(Number), nextMs: null }]);
    expect(page.numbers.at(-1)).toBe(31);
  });

  test.each([
    ['removed', (path: string) => rmSync(path)],
    ['cut', (path: string) => truncateSync(path, 100)],
  ])('goes on after a file that was %s meanwhile', async (_, spoil) => {
    await using bench = new PlayerBench({ settings: { segmentMs: 2_000 } });
    bench.recording.recorder.start();
    const { firstMs } = await bench.record(60);
    bench.recording.recorder.stop();
    const [, second] = await bench.recording.closed(3);
    const { page } = bench.play({ at_ms: firstMs + 1_000, speed: 1 });
    await bench.pass(500);
    if (!second) throw new Error('no second file');
    spoil(second.path);
    await bench.pass(4_000);
    expect(page.numbers).toEqual([...numbers(11, 20), ...numbers(41, 56)]);
    expect(page.notices).toEqual([{ state: 'gap', atMs: firstMs + 2_900, nextMs: firstMs + 4_000 }]);
    expect(page.error).toBeUndefined();
  });

  test('plays what was recorded while the clock was ahead', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    bench.clock.setWallClock(-3_600_000);
    const { page } = bench.play({ at_ms: firstMs, speed: 1 });
    await bench.pass(1_000);
    expect(page.numbers).toEqual(numbers(1, 11));
  });

  test('takes a file that is cut while it is open for a gap from there on', async () => {
    await using bench = new PlayerBench({ settings: { segmentMs: 5_000 } });
    bench.recording.recorder.start();
    const { firstMs } = await bench.record(60);
    bench.recording.recorder.stop();
    const [file] = await bench.recording.closed(2);
    const { page } = bench.play({ at_ms: firstMs + 1_000, speed: 1 });
    await bench.pass(500);
    truncateSync(file?.path ?? '', 2_000);
    await bench.pass(4_000);
    // A few small frames were read ahead with the one before them.
    expect(page.numbers.filter((number) => number > 20)).toEqual(numbers(51, 56));
    expect(page.notices).toEqual([{ state: 'gap', atMs: expect.any(Number), nextMs: firstMs + 5_000 }]);
  });

  test('shows one picture, once more when its size changes, and nothing else', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    const widths: (number | null)[] = [];
    const { page, player } = bench.play({ at_ms: firstMs + 250 }, (frame, width) => {
      widths.push(width);
      return Promise.resolve(frame);
    });
    await bench.pass(1_000);
    expect(page.numbers).toEqual([3]);
    player.resize({ width: 160, fps: null });
    await bench.settled();
    expect(page.numbers).toEqual([3, 3]);
    expect(widths).toEqual([null, 160]);
  });

  test('tries again when a picture cannot be made smaller now', async () => {
    await using bench = new PlayerBench();
    const { firstMs } = await oneFile(bench);
    let tries = 0;
    const { page } = bench.play({ at_ms: firstMs }, (frame) =>
      Promise.resolve(++tries < 3 ? undefined : frame),
    );
    await bench.pass(1_000);
    expect([tries, page.numbers]).toEqual([3, [1]]);
  });
});
