import { describe, expect, test } from 'vitest';
import {
  arrowStep,
  withCornerAdded,
  withCornerAt,
  withNewZone,
  withoutCorner,
  withoutZone,
  withZoneMoved,
} from '../../../../../renderer/settings/camera/mask/mask-zones.ts';
import { maskSchema, maxMaskZones, type Mask } from '../../../../../server/contract/config/edits.ts';

const square: Mask = [
  [
    [0.2, 0.2],
    [0.6, 0.2],
    [0.6, 0.4],
    [0.2, 0.4],
  ],
];

describe('the zones of a mask', () => {
  test('begin as rectangles that the server accepts, up to a limit', () => {
    let mask: Mask = [];
    for (let at = 0; at < maxMaskZones + 3; at++) mask = withNewZone(mask);
    expect(mask).toHaveLength(maxMaskZones);
    expect(maskSchema.safeParse(mask).success).toBe(true);
    expect(withoutZone(mask, 0)).toHaveLength(maxMaskZones - 1);
  });

  test('have corners that stay in the picture', () => {
    expect(withCornerAt(square, 0, 1, [1.7, -3])[0]?.[1]).toEqual([1, 0]);
    expect(withCornerAt(square, 0, 1, [0.123456, 0.5])[0]?.[1]).toEqual([0.123, 0.5]);
  });

  test('keep their shape when they are moved against an edge', () => {
    expect(withZoneMoved(square, 0, [0.9, -0.1])[0]).toEqual([
      [0.6, 0.1],
      [1, 0.1],
      [1, 0.3],
      [0.6, 0.3],
    ]);
  });

  test('get a corner in the middle of their longest side, and keep three', () => {
    const five = withCornerAdded(square, 0);
    expect(five[0]?.[1]).toEqual([0.4, 0.2]);
    expect(withoutCorner(five, 0, 1)).toEqual(square);
    const three = withoutCorner(square, 0, 0);
    expect(withoutCorner(three, 0, 0)).toEqual(three);
  });

  test('are moved by arrow keys, finely with shift', () => {
    expect(arrowStep('ArrowLeft', false)).toEqual([-0.02, 0]);
    expect(arrowStep('ArrowDown', true)).toEqual([0, 0.002]);
    expect(arrowStep('Tab', false)).toBeUndefined();
  });
});
