import { describe, expect, test } from 'vitest';
import {
  fitting,
  lengthOf,
  longestMs,
  shortestMs,
  showing,
  zoomed,
} from '../../../../../renderer/recordings/timeline/time-range.ts';

const hour = 3_600_000;
const range = { fromMs: 10 * hour, toMs: 14 * hour };

describe('a zoom', () => {
  test('leaves the moment under the pointer where it is', () => {
    const atMs = 11 * hour;
    const after = zoomed(range, 0.5, atMs);
    expect(lengthOf(after)).toBe(2 * hour);
    expect((atMs - after.fromMs) / lengthOf(after)).toBeCloseTo(0.25, 9);
  });

  test('ends at seconds and at a week', () => {
    expect(lengthOf(zoomed(range, 1e-9, 11 * hour))).toBe(shortestMs);
    expect(lengthOf(zoomed(range, 1e9, 11 * hour))).toBe(longestMs);
  });
});

describe('the timeline that follows the position', () => {
  test('stays while it shows the position, and turns its page when not', () => {
    expect(showing(range, 12 * hour)).toBe(range);
    const turned = showing(range, 14.5 * hour);
    expect(lengthOf(turned)).toBe(lengthOf(range));
    expect(turned.fromMs).toBeCloseTo(14.1 * hour, 3);
  });
});

test('a short recording is not drawn as wide as the whole timeline', () => {
  const shown = fitting({ fromMs: 1_000_000, toMs: 1_003_000 });
  expect(lengthOf(shown)).toBe(60_000);
  expect((shown.fromMs + shown.toMs) / 2).toBe(1_001_500);
});
