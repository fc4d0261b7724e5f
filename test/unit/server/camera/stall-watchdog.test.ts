import { expect, onTestFinished, test } from 'vitest';
import { ExpectedPace } from '../../../../server/camera/expected-pace.ts';
import { StallWatchdog } from '../../../../server/camera/stall-watchdog.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** A watchdog of a camera with 30 pictures a second, and the silences that it reported. */
function watching() {
  const clock = new SteppedClock();
  const pace = new ExpectedPace();
  pace.begin(30);
  const silencesMs: number[] = [];
  const watchdog = new StallWatchdog({ pace, clock, onStall: (ms) => silencesMs.push(ms) });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const ended = watchdog.run(stop.signal);
  const frames = async (count: number) => {
    for (let frame = 0; frame < count; frame++) {
      watchdog.feed(clock.nowMs());
      await clock.advance(33);
    }
  };
  return { clock, pace, watchdog, stop, ended, silencesMs, frames };
}

test('a capture without a first frame has stalled after ten seconds, and not before', async () => {
  const { clock, silencesMs, ended } = watching();
  await clock.advance(9_999);
  expect(silencesMs).toEqual([]);
  await clock.advance(1);
  await ended;
  expect(silencesMs).toEqual([10_000]);
});

test('a frame starts the time anew, which is shorter then', async () => {
  const { clock, silencesMs, frames } = watching();
  await frames(300);
  await clock.advance(5_000 - 34);
  expect(silencesMs).toEqual([]);
  await clock.advance(1);
  expect(silencesMs).toEqual([5_000]);
  await clock.advance(60_000);
  expect(silencesMs).toEqual([5_000]);
});

test('three broken frames in a row shorten the wait for a camera that may be slow', async () => {
  const { clock, pace, watchdog, silencesMs } = watching();
  pace.begin(undefined);
  pace.told(undefined);
  watchdog.paceChanged();
  watchdog.frameBroken();
  watchdog.frameBroken();
  await clock.advance(20_000);
  expect(silencesMs).toEqual([]);
  watchdog.frameBroken();
  await clock.advance(10_000);
  expect(silencesMs).toEqual([10_000]);
});

test('a good frame starts the count of broken frames anew', async () => {
  const { clock, watchdog, silencesMs, frames } = watching();
  watchdog.frameBroken();
  watchdog.frameBroken();
  await frames(1);
  await clock.advance(4_000);
  // Together with the first two frames this one is the third, which gives the capture more time.
  watchdog.frameBroken();
  await clock.advance(1_000);
  expect(silencesMs).toEqual([5_000]);
});

test('many frames do not make it wake often', async () => {
  const { clock, frames } = watching();
  await frames(3_000);
  expect(clock.sleepsMs.length).toBeLessThan(30);
});

test('an end leaves no sleeper on the clock', async () => {
  const { clock, stop, ended, silencesMs } = watching();
  stop.abort();
  expect(clock.sleeperCount).toBe(0);
  await ended;
  expect([clock.sleeperCount, silencesMs]).toEqual([0, []]);
});
