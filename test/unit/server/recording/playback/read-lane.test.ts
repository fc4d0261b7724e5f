import { describe, expect, test } from 'vitest';
import { ReadLane, ReadLaneError } from '../../../../../server/recording/playback/read-lane.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

/** An operation that ends when the test says so. */
function operation() {
  let end: () => void = () => undefined;
  let signal: AbortSignal | undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  const act = async (given: AbortSignal) => {
    signal = given;
    await done;
  };
  return { act, end, isAsked: () => signal !== undefined, isToEnd: () => signal?.aborted ?? false };
}

const settled = () => new Promise(setImmediate);

describe('the lane of the readers', () => {
  test('lets one at a time to the disk, in order, also after one that failed', async () => {
    const lane = new ReadLane(new SteppedClock());
    const [first, second] = [operation(), operation()];
    const told: string[] = [];
    const running = [
      lane.run(first.act).then(() => told.push('first')),
      lane.run(() => Promise.reject(new Error('no file'))).catch(() => told.push('failed')),
      lane.run(second.act).then(() => told.push('second')),
      lane.run(() => Promise.resolve(told.push('third'))),
    ];
    await settled();
    expect([first.isAsked(), second.isAsked()]).toEqual([true, false]);
    first.end();
    await settled();
    expect(second.isAsked()).toBe(true);
    second.end();
    await Promise.all(running);
    expect(told.sort()).toEqual(['failed', 'first', 'second', 'third']);
  });

  test('tells all who wait for a disk that hangs, and goes on when it is back', async () => {
    const clock = new SteppedClock();
    const lane = new ReadLane(clock, { timeoutMs: 5_000, waiting: 8 });
    const [hung, behind] = [operation(), operation()];
    const told = Promise.allSettled([lane.run(hung.act), lane.run(behind.act)]);
    await clock.advance(5_000);
    expect(await told).toEqual(
      Array.from({ length: 2 }, () => ({ status: 'rejected', reason: new ReadLaneError('hung') })),
    );
    expect([hung.isToEnd(), behind.isAsked()]).toEqual([true, false]);
    await clock.advance(1);
    await expect(lane.run(behind.act)).rejects.toThrow('does not answer');
    expect(lane.refused).toBe(3);
    hung.end();
    await settled();
    expect(await lane.run(() => Promise.resolve('read'))).toBe('read');
    expect(clock.sleeperCount).toBe(0);
  });

  test('has no place for more than may wait, and a reader that leaves gives its place back', async () => {
    const lane = new ReadLane(new SteppedClock(), { timeoutMs: 5_000, waiting: 1 });
    const [first, second] = [operation(), operation()];
    const left = new AbortController();
    const running = lane.run(first.act);
    const leaving = lane.run(second.act, left.signal);
    await expect(lane.run(second.act)).rejects.toThrow('Too many readers');
    left.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    const next = lane.run(() => Promise.resolve('read'));
    first.end();
    await running;
    expect([await next, second.isAsked(), lane.refused]).toEqual(['read', false, 1]);
  });
});
