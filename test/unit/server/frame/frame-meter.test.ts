import { expect, test } from 'vitest';
import { FrameMeter } from '../../../../server/frame/frame-meter.ts';

test('knows the rate of the last three seconds only', () => {
  const meter = new FrameMeter();
  for (let atMs = 0; atMs < 10_000; atMs += 100) meter.count(atMs);
  expect(meter.framesPerSecond(9_900)).toBeCloseTo(10, 5);
  for (let atMs = 10_000; atMs < 14_000; atMs += 40) meter.count(atMs);
  expect(meter.framesPerSecond(13_960)).toBeCloseTo(25, 5);
  expect(meter.framesPerSecond(20_000)).toBeUndefined();
});

test('keeps to its memory at any rate', () => {
  const meter = new FrameMeter();
  for (let frame = 0; frame < 100_000; frame++) meter.count(frame);
  expect(meter.framesPerSecond(99_999)).toBeCloseTo(1_000, 0);
});

test('knows the rate of a camera with longer intervals than that', () => {
  const meter = new FrameMeter();
  meter.count(0);
  expect(meter.framesPerSecond(1_000)).toBeUndefined();
  meter.count(20_000);
  expect(meter.framesPerSecond(30_000)).toBeCloseTo(0.05, 5);
  expect(meter.framesPerSecond(60_000)).toBeCloseTo(0.025, 5);
});
