import { expect, test } from 'vitest';
import { oldAfterMs, tileCamera } from '../../../../renderer/live/tile-camera.ts';
import { cameraHealth } from '../camera-health.ts';

const oldAfterSeconds = (given: Parameters<typeof cameraHealth>[0], wishedRate?: number) =>
  oldAfterMs(tileCamera(cameraHealth(given)), wishedRate) / 1_000;

test('a picture is old after some seconds, later with a camera or a wish that is slow', () => {
  expect(oldAfterSeconds({ fps: 30, stale_after: 5 })).toBeCloseTo(5, 0);
  expect(oldAfterSeconds({ fps: 30, stale_after: 5 }, 0.1)).toBe(25);
  expect(oldAfterSeconds({ fps: 0.05, stale_after: 50 })).toBe(50);
});

test('a picture is no older than the server says while nobody knows how often they come', () => {
  expect(oldAfterSeconds({ fps: null, stale_after: 30 })).toBe(30);
});
