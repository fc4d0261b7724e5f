import { describe, expect, test } from 'vitest';
import { WindowRepairs, repairLimits } from '../../../../main/window/window-repairs.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

describe('a page that fails', () => {
  test('is loaded three times, then its window is made anew, then somebody else has to help', () => {
    const repairs = new WindowRepairs(new SteppedClock());
    const steps = Array.from({ length: 6 }, () => repairs.next());
    expect(steps).toEqual(['reload', 'reload', 'reload', 'window', 'exit', 'exit']);
  });

  test('now and then is loaded again for ever', async () => {
    const clock = new SteppedClock();
    const repairs = new WindowRepairs(clock);
    for (let failure = 0; failure < 50; failure++) {
      expect(repairs.next()).toBe('reload');
      await clock.advance(repairLimits.withinMs / repairLimits.reloads);
    }
  });

  test('is forgiven what was long ago', async () => {
    const clock = new SteppedClock();
    const repairs = new WindowRepairs(clock);
    for (let failure = 0; failure < 4; failure++) repairs.next();
    await clock.advance(repairLimits.withinMs);
    expect(repairs.next()).toBe('reload');
  });
});
