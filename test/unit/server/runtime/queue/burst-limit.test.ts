import { expect, test } from 'vitest';
import { BurstLimit } from '../../../../../server/runtime/queue/burst-limit.ts';

/** How many of the events at intervals of `everyMs` pass in a second, after the first burst is used up. */
function passedPerSecond(limit: BurstLimit, everyMs: number): number {
  let passed = 0;
  for (let atMs = 0; atMs < 11_000; atMs += everyMs) {
    if (limit.waitMs(atMs) > 0) continue;
    limit.spend(atMs);
    if (atMs >= 1_000) passed++;
  }
  return passed / 10;
}

test('the allowed number of events passes, and slower ones all pass', () => {
  expect(passedPerSecond(new BurstLimit(() => 120, 250), 0.1)).toBeCloseTo(120, 0);
  expect(passedPerSecond(new BurstLimit(() => 120, 250), 1_000 / 60)).toBeCloseTo(60, 0);
  expect(passedPerSecond(new BurstLimit(() => 120, 250), 1_000 / 119)).toBeCloseTo(119, 0);
});

test('a bunch after a pause passes', () => {
  const limit = new BurstLimit(() => 120, 250);
  const passed = Array.from({ length: 40 }, () => {
    const allowed = limit.waitMs(5_000) === 0;
    if (allowed) limit.spend(5_000);
    return allowed;
  });
  expect(passed.filter(Boolean)).toHaveLength(31);
});

test('the wait follows the current rate', () => {
  let perSecond = 10;
  const limit = new BurstLimit(() => perSecond, 0);
  limit.spend(0, 5);
  expect(limit.waitMs(0)).toBe(500);
  perSecond = 100;
  limit.spend(500, 5);
  expect(limit.waitMs(500)).toBe(50);
});
