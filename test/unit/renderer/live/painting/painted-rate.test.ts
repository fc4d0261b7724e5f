import { expect, test } from 'vitest';
import { PaintedRate } from '../../../../../renderer/live/painting/painted-rate.ts';

test('the rate is that of the last seconds, and nothing when nothing is painted any more', () => {
  const rate = new PaintedRate();
  expect(rate.framesPerSecond(0)).toBe(0);
  for (let atMs = 0; atMs <= 10_000; atMs += 100) rate.painted(atMs);
  expect(rate.framesPerSecond(10_000)).toBeCloseTo(10);
  for (let atMs = 10_500; atMs <= 20_000; atMs += 500) rate.painted(atMs);
  expect(rate.framesPerSecond(20_000)).toBeCloseTo(2);
  expect(rate.framesPerSecond(30_000)).toBe(0);
});
