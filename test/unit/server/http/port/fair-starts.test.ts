import { describe, expect, test } from 'vitest';
import { FairStarts, startsPerRound } from '../../../../../server/http/port/fair-starts.ts';
import { until } from '../../../../fixtures/until.ts';

describe('requests that come faster than they are answered', () => {
  test('are begun a few in each round, and an address that asks once does not wait behind one that floods', async () => {
    const starts = new FairStarts();
    const begun: string[] = [];
    for (let count = 0; count < 10 * startsPerRound; count++)
      starts.begin('10.9.0.2', () => begun.push('flood'));
    starts.begin('10.9.0.3', () => begun.push('other'));
    expect(begun).toHaveLength(startsPerRound);
    await new Promise(setImmediate);
    expect(begun.length).toBeLessThanOrEqual(2 * startsPerRound);
    expect(begun).toContain('other');
    await until('all are begun', () => begun.length === 10 * startsPerRound + 1);
    expect(starts.waitingCount).toBe(0);
  });

  test('are begun at once where nothing waits, round after round', async () => {
    const starts = new FairStarts();
    for (let round = 0; round < 3; round++) {
      let begun = 0;
      for (let count = 0; count < startsPerRound; count++) starts.begin('10.9.0.2', () => begun++);
      expect(begun).toBe(startsPerRound);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  });
});
