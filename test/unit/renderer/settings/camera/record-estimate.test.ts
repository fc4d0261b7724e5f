import { describe, expect, test } from 'vitest';
import { gigabytesPerDay } from '../../../../../renderer/settings/camera/record-estimate.ts';

describe('the room that a day of recording needs', () => {
  const camera = { frame_bytes: 80_000, fps: 30 };

  test('is that of all pictures', () => {
    expect(gigabytesPerDay({ mode: 'continuous', format: 'mjpeg', fps: null }, camera)).toBeCloseTo(207.4, 1);
  });

  test('is less where fewer pictures are recorded, and never more than the camera sends', () => {
    expect(gigabytesPerDay({ mode: 'continuous', format: 'mjpeg', fps: 5 }, camera)).toBeCloseTo(34.6, 1);
    expect(gigabytesPerDay({ mode: 'continuous', format: 'mjpeg', fps: 60 }, camera)).toBeCloseTo(207.4, 1);
  });

  test('is an eighth with H.264, which the mode "flight" does not use', () => {
    expect(gigabytesPerDay({ mode: 'continuous', format: 'h264', fps: null }, camera)).toBeCloseTo(25.9, 1);
    expect(gigabytesPerDay({ mode: 'flight', format: 'h264', fps: null }, camera)).toBeCloseTo(207.4, 1);
  });

  test('is not known while the camera is not live, or nothing is recorded', () => {
    expect(
      gigabytesPerDay({ mode: 'continuous', format: 'mjpeg', fps: null }, { frame_bytes: 80_000, fps: null }),
    ).toBeNull();
    expect(gigabytesPerDay({ mode: 'off', format: 'mjpeg', fps: null }, camera)).toBeNull();
    expect(gigabytesPerDay({ mode: 'flight', format: 'mjpeg', fps: null }, undefined)).toBeNull();
  });
});
