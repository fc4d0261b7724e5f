import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateLimit } from '../../../../server/frame/rate-limit.ts';

test('30 frames per second are reduced to exactly the wanted rate', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 30, noNaN: true }), (wanted) => {
      const limit = new RateLimit(wanted);
      const seconds = 20;
      let admitted = 0;
      for (let frame = 0; frame < 30 * seconds; frame++) if (limit.admits((frame * 1_000) / 30)) admitted++;
      expect(admitted / seconds).toBeGreaterThan(wanted * 0.95 - 0.1);
      expect(admitted / seconds).toBeLessThan(wanted * 1.07 + 0.1);
    }),
  );
});

test('a pause is not followed by a burst', () => {
  const limit = new RateLimit(10);
  limit.admits(0);
  expect([5_000, 5_033, 5_066, 5_100].map((atMs) => limit.admits(atMs))).toEqual([true, false, false, true]);
});
