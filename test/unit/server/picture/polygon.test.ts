import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillPolygon } from '../../../../server/picture/polygon.ts';
import { Raster } from '../../../../server/picture/raster.ts';

type Point = [number, number];

const side = 16;
const filled = (points: Point[]) => {
  const raster = new Raster(side, side);
  fillPolygon(raster, points, [255, 255, 255]);
  return (x: number, y: number) => raster.pixels[(y * side + x) * 3] === 255;
};

describe('a filled polygon', () => {
  test('covers a rectangle to its edges', () => {
    const isFilled = filled([
      [0.25, 0.25],
      [0.75, 0.25],
      [0.75, 0.5],
      [0.25, 0.5],
    ]);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) expect(isFilled(x, y)).toBe(x >= 4 && x < 12 && y >= 4 && y < 8);
  });

  test('covers the whole picture', () => {
    const isFilled = filled([
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ]);
    for (let at = 0; at < side * side; at++) expect(isFilled(at % side, Math.floor(at / side))).toBe(true);
  });

  test('covers every pixel that a triangle touches', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const point = fc.tuple(place, place);
    fc.assert(
      fc.property(fc.tuple(point, point, point), place, place, (corners, a, b) => {
        // A point inside, as a mixture of the corners.
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const shares = [first, second - first, 1 - second];
        const mixed = (axis: 0 | 1) =>
          corners.reduce((sum, corner, at) => sum + corner[axis] * (shares[at] ?? 0), 0);
        const pixel = (part: number) => Math.min(side - 1, Math.floor(part * side));
        return filled(corners)(pixel(mixed(0)), pixel(mixed(1)));
      }),
    );
  });

  test('covers what it encloses twice', () => {
    const turns: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    expect(filled([...turns, ...turns])(8, 8)).toBe(true);
  });
});
