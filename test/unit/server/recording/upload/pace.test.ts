import { describe, expect, test } from 'vitest';
import { UploadPace } from '../../../../../server/recording/upload/pace.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const chunk = 128 * 1024;
const signal = new AbortController().signal;

/** Milliseconds that so many chunks take. */
async function timeOf(count: number, megabits: () => number | null, clock = SteppedClock.hurried()) {
  const pace = new UploadPace(clock, megabits);
  const startMs = clock.nowMs();
  for (let sent = 0; sent < count; sent++) await pace.wait(chunk, signal);
  return clock.nowMs() - startMs;
}

describe('the pace of an upload', () => {
  test.each([1, 8, 100])('of %d Mbit/s lets no more through', async (megabits) => {
    const count = 100;
    // The first chunk goes at once, so 99 have to be waited for.
    expect(await timeOf(count, () => megabits)).toBeCloseTo(
      ((count - 1) * chunk * 8) / (megabits * 1_000),
      3,
    );
  });

  test('without a limit waits for nothing', async () => {
    expect(await timeOf(100, () => null)).toBe(0);
  });

  test('follows a change of the setting', async () => {
    let asked = 0;
    const ms = await timeOf(3, () => (asked++ === 0 ? 1 : 10));
    expect(ms).toBeCloseTo((chunk * 8) / 1_000 + (chunk * 8) / 10_000, 3);
  });

  test('does not make up for a time in which nothing was sent', async () => {
    const clock = SteppedClock.hurried();
    const pace = new UploadPace(clock, () => 1);
    await pace.wait(chunk, signal);
    await clock.sleep(60_000, signal);
    const startMs = clock.nowMs();
    for (let sent = 0; sent < 3; sent++) await pace.wait(chunk, signal);
    expect(clock.nowMs() - startMs).toBeCloseTo((2 * chunk * 8) / 1_000, 3);
  });
});
