import { describe, expect, test } from 'vitest';
import { planTransports, variantWidth } from '../../../../renderer/live/picture-plan.ts';

describe('how the tiles of a wall get their pictures', () => {
  test('four have a stream, of more three, and the rest snapshots: the browser has six connections', () => {
    const plan = (count: number) => [...planTransports(Array.from({ length: count }, Symbol)).values()];
    expect(plan(4)).toEqual(['video', 'video', 'video', 'video']);
    expect(plan(5)).toEqual(['video', 'video', 'video', 'snapshot', 'snapshot']);
    expect(new Set(plan(16).slice(3))).toEqual(new Set(['snapshot']));
  });
});

describe('the width a tile asks for', () => {
  test('is not given where the picture fits about as it is', () => {
    expect(variantWidth(950, 1_280)).toBeUndefined();
    expect(variantWidth(475, 1_280)).toBeUndefined();
    expect(variantWidth(1_912, 640)).toBeUndefined();
  });

  test('is a little more than a tile that is much smaller than the camera', () => {
    expect(variantWidth(190, 1_280)).toBe(320);
    expect(variantWidth(475, 1_920)).toBe(480);
  });

  test('waits until the sizes of camera and tile are known', () => {
    expect(variantWidth(190, null)).toBeUndefined();
    expect(variantWidth(0, 1_280)).toBeUndefined();
  });
});
