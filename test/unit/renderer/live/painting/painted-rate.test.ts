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

test('pictures that were painted at once after a pause say nothing about the rate', () => {
  const rate = new PaintedRate();
  for (let atMs = 0; atMs <= 1_000; atMs += 100) rate.painted(atMs);
  rate.painted(9_000);
  rate.painted(9_012);
  expect(rate.framesPerSecond(9_012)).toBe(0);
  for (let atMs = 9_100; atMs <= 10_000; atMs += 100) rate.painted(atMs);
  expect(rate.framesPerSecond(10_000)).toBeCloseTo(11);
});
