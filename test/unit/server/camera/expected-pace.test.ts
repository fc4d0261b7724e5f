import { describe, expect, test } from 'vitest';
import { ExpectedPace } from '../../../../server/camera/expected-pace.ts';

/** The pace of a camera that reported no rate, with pictures at this interval. */
function measured(everyMs: number): ExpectedPace {
  const pace = new ExpectedPace();
  pace.begin(undefined);
  pace.told(undefined);
  for (let count = 0; count < 6; count++) pace.count(count * everyMs);
  return pace;
}

describe('the time a camera may be silent', () => {
  test.each([
    [33, 5_000],
    [2_000, 10_000],
    [20_000, 100_000],
    [300_000, 600_000],
  ])('follows pictures every %i ms, up to ten minutes: %i ms', (everyMs, timeoutMs) => {
    expect(measured(everyMs).stallTimeoutMs).toBe(timeoutMs);
  });

  test('is measured again when another rate is configured, and otherwise outlives a restart', () => {
    const pace = measured(20_000);
    pace.begin(undefined);
    expect(pace.stallTimeoutMs).toBe(100_000);
    pace.begin(30);
    expect(pace.stallTimeoutMs).toBe(5_000);
  });

  test('has no limit where a slow mode was asked for', () => {
    const pace = new ExpectedPace();
    pace.begin(0.005);
    expect(pace.stallTimeoutMs).toBe(1_000_000);
  });
});
