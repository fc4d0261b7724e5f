import { describe, expect, test } from 'vitest';
import { RepairLadder, repairLimits } from '../../../../main/window/repair-ladder.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

describe('a page that fails', () => {
  test('is loaded three times, then its window is made anew, then somebody else has to help', () => {
    const ladder = new RepairLadder(new SteppedClock());
    const steps = Array.from({ length: 6 }, () => ladder.next());
    expect(steps).toEqual(['reload', 'reload', 'reload', 'window', 'exit', 'exit']);
  });

  test('now and then is loaded again for ever', async () => {
    const clock = new SteppedClock();
    const ladder = new RepairLadder(clock);
    for (let failure = 0; failure < 50; failure++) {
      expect(ladder.next()).toBe('reload');
      await clock.advance(repairLimits.withinMs / repairLimits.reloads);
    }
  });

  test('is forgiven what was long ago', async () => {
    const clock = new SteppedClock();
    const ladder = new RepairLadder(clock);
    for (let failure = 0; failure < 4; failure++) ladder.next();
    await clock.advance(repairLimits.withinMs);
    expect(ladder.next()).toBe('reload');
  });
});
