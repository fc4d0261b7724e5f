import { describe, expect, test } from 'vitest';
import { retryDelayMs, startUntilItWorks } from '../../../main/start-again.ts';
import { SteppedClock } from '../../doubles/stepped-clock.ts';
import { until } from '../../fixtures/until.ts';

describe('a start that fails', () => {
  test('is tried again until it works', async () => {
    const clock = new SteppedClock();
    const failures: unknown[] = [];
    let tries = 0;
    const start = async () => {
      if (++tries < 3) throw new Error(`try ${tries}`);
      return 'server';
    };
    const started = startUntilItWorks(
      start,
      (error) => failures.push(error),
      clock,
      new AbortController().signal,
    );
    for (let wait = 0; wait < 2; wait++) {
      await until('its wait', () => clock.sleeperCount === 1);
      await clock.advance(retryDelayMs);
    }
    expect(await started).toBe('server');
    expect(failures.map(String)).toEqual(['Error: try 1', 'Error: try 2']);
    expect(clock.nowMs()).toBe(2 * retryDelayMs);
  });

  test('is not tried any more when nobody wants it', async () => {
    const clock = new SteppedClock();
    const stop = new AbortController();
    let tries = 0;
    const start = () => Promise.reject(new Error(`try ${++tries}`));
    const started = startUntilItWorks(start, () => stop.abort(), clock, stop.signal);
    expect(await started).toBeUndefined();
    expect(tries).toBe(1);
    expect(clock.sleeperCount).toBe(0);
  });
});
