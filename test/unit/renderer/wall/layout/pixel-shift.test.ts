import { expect, test } from 'vitest';
import { pixelShiftAt, pixelShiftPx } from '../../../../../renderer/wall/layout/pixel-shift.ts';

const walk = Array.from({ length: 100 }, (_, minute) => pixelShiftAt(minute));

test('every minute everything lies one pixel beside where it lay', () => {
  for (const [minute, { xPx, yPx }] of walk.entries()) {
    const next = pixelShiftAt(minute + 1);
    expect(Math.abs(next.xPx - xPx) + Math.abs(next.yPx - yPx)).toBe(1);
  }
});

test('it never goes further than what lies beyond the edges, and to each of them', () => {
  const xs = walk.map(({ xPx }) => xPx);
  const ys = walk.map(({ yPx }) => yPx);
  for (const way of [xs, ys]) {
    expect(Math.min(...way)).toBe(-pixelShiftPx);
    expect(Math.max(...way)).toBe(pixelShiftPx);
  }
});

test('a clock before 1970 is no reason to fail', () => {
  expect(pixelShiftAt(-1)).toEqual(pixelShiftAt(8 * pixelShiftPx - 1));
});
