import { describe, expect, test } from 'vitest';
import { wallAspect } from '../../../../../renderer/wall/layout/tile-aspect.ts';

describe('the shape of the tiles', () => {
  test('is that of most cameras', () => {
    const wide = { width: 1_280, height: 720 };
    expect(wallAspect([wide, { width: 640, height: 480 }, wide])).toBeCloseTo(16 / 9);
  });

  test('is 16:9 until a camera has sent a picture', () => {
    expect(wallAspect([{ width: null, height: null }])).toBeCloseTo(16 / 9);
  });
});
