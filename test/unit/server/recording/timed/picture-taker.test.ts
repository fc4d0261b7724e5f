import { describe, expect, test } from 'vitest';
import { recordDays } from '../../../../../server/contract/config/record-mode.ts';
import { FrameHub } from '../../../../../server/frame/frame-hub.ts';
import { localTime } from '../../../../../server/recording/local-time.ts';
import { DueTimes } from '../../../../../server/recording/timed/due-times.ts';
import { TimedBench } from './timed-bench.ts';

const zone = 'Europe/Berlin';
const always = (interval_seconds: number) => {
  return { mode: 'continuous' as const, interval_seconds, schedule: [] };
};
const minutes = (count: number) => count * 60_000;

describe('pictures at an interval', () => {
  test('are taken at times of the clock on the wall, whenever the server was started', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:03:17Z', timeZone: zone });
    const { taken } = bench.take(bench.liveHub(), always(600));
    await bench.pass(minutes(30));
    expect(taken).toEqual(['12:10:00', '12:20:00', '12:30:00']);
  });

  test('are counted from midnight, where an interval is no part of a day', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T22:59:00Z', timeZone: zone });
    const { taken } = bench.take(bench.liveHub(), always(7));
    await bench.pass(minutes(1) + 14_000);
    expect(taken.slice(-3)).toEqual(['23:00:00', '23:00:07', '23:00:14']);
  });

  test('are taken at the times of the schedule only', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T06:55:30Z', timeZone: zone });
    const schedule = [{ days: [...recordDays], from: '08:00', to: '08:02' }];
    const { taken } = bench.take(bench.liveHub(), { mode: 'scheduled', interval_seconds: 60, schedule });
    await bench.pass(minutes(10));
    expect(taken).toEqual(['07:00:00', '07:01:00']);
  });

  test('go on over the hours that are skipped and repeated', async () => {
    await using spring = new TimedBench({ startAt: '2026-03-29T00:45:00Z', timeZone: zone });
    const { taken: inSpring } = spring.take(spring.liveHub(), always(600));
    await spring.pass(minutes(40));
    expect(inSpring).toEqual(['00:50:00', '01:00:00', '01:10:00', '01:20:00']);
    await using autumn = new TimedBench({ startAt: '2026-10-25T00:45:00Z', timeZone: zone });
    const { taken: inAutumn } = autumn.take(autumn.liveHub(), always(600));
    await autumn.pass(minutes(40));
    expect(inAutumn).toEqual(['00:50:00', '01:00:00', '01:10:00', '01:20:00']);
  });

  test('are not made up for after a clock jumped: one is taken', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:30Z', timeZone: zone });
    const { taken } = bench.take(bench.liveHub(), always(60));
    await bench.pass(minutes(1));
    bench.clock.setWallClock(minutes(60));
    await bench.pass(minutes(2));
    // The clock is looked at every five seconds; 13:02:00 would be too soon after that picture.
    expect(taken).toEqual(['12:01:00', '13:01:35', '13:03:00']);
    await bench.pass(20_000);
    bench.clock.setWallClock(-minutes(60));
    await bench.pass(minutes(2));
    expect(taken.slice(3)).toEqual(['12:03:55', '12:05:00']);
  });

  test('wake a camera that sleeps, and let it sleep again', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:55Z', timeZone: zone });
    const counts: number[] = [];
    const hub: FrameHub = new FrameHub((count) => counts.push(count), bench.clock);
    const { taken } = bench.take(hub, always(60));
    await bench.pass(5_000);
    expect([counts, taken]).toEqual([[1], []]);
    await bench.pass(3_000);
    hub.publish(bench.frame());
    await new Promise(setImmediate);
    expect([counts, taken]).toEqual([[1, 0], ['12:01:03']]);
  });
});

describe('a picture that was due is missed, and the reason counted,', () => {
  test('where the camera shows what stands for a picture: that never goes in', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:55Z', timeZone: zone });
    const hub: FrameHub = new FrameHub(() => undefined, bench.clock);
    hub.publish(bench.frame({ origin: 'placeholder' }));
    const { taker, taken, problems } = bench.take(hub, always(60));
    await bench.pass(minutes(2) + 20_000);
    expect(taken).toEqual([]);
    expect(taker.counters).toEqual({ taken: 0, bytes: 0, missed: { placeholder: 3 } });
    expect(problems).toEqual(['placeholder']);
    expect(hub.subscriberCount).toBe(0);
  });

  test('where the camera sends nothing in time, and an old picture is none', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:50Z', timeZone: zone });
    let isLive = false;
    const hub: FrameHub = new FrameHub(() => {
      if (isLive) setImmediate(() => hub.publish(bench.frame()));
    }, bench.clock);
    hub.publish(bench.frame());
    const { taker, problems } = bench.take(hub, always(60));
    await bench.pass(30_000);
    expect(taker.counters.missed).toEqual({ 'no-picture': 1 });
    isLive = true;
    await bench.pass(minutes(1));
    expect(taker.counters).toMatchObject({ taken: 1, bytes: 1_000 });
    expect(problems).toEqual(['no-picture', undefined]);
  });

  test('where the storage does not take it, and where it has not yet taken the one before', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:55Z', timeZone: zone });
    let taking: (() => void) | undefined;
    const { taker } = bench.take(bench.liveHub(), always(60), async () => {
      await new Promise<void>((resolve) => (taking = resolve));
      return { kind: 'disk-full', message: '' };
    });
    await bench.pass(minutes(2) + 10_000);
    expect(taker.counters.missed).toEqual({ 'slow-disk': 2 });
    taking?.();
    await bench.pass(1_000);
    expect(taker.counters.missed).toEqual({ 'slow-disk': 2, 'disk-full': 1 });
  });
});

test('a clock that is corrected by a little gives no second picture of the same time', () => {
  const due = new DueTimes(10_000);
  const at = (time: string) => localTime(new Date(`2026-11-20T12:00:${time}Z`), zone);
  expect(due.isDue(at('05.000'), 0)).toBe(false);
  expect(due.isDue(at('10.001'), 5_001)).toBe(true);
  expect(due.isDue(at('09.990'), 5_002)).toBe(false);
  expect(due.isDue(at('10.000'), 5_012)).toBe(false);
  expect(due.isDue(at('20.000'), 15_012)).toBe(true);
});
