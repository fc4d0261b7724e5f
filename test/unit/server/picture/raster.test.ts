import { describe, expect, test } from 'vitest';
import { mix, Raster, type Colour } from '../../../../server/picture/raster.ts';

const ink: Colour = [255, 128, 1];

/** Rows of `#` (ink) and `.` (black). */
function drawing(raster: Raster): string[] {
  return Array.from({ length: raster.height }, (_, y) =>
    Array.from({ length: raster.width }, (_, x) => (pixel(raster, x, y)[0] > 127 ? '#' : '.')).join(''),
  );
}

function pixel(raster: Raster, x: number, y: number): Colour {
  const at = (y * raster.width + x) * 3;
  return [raster.pixels[at] ?? -1, raster.pixels[at + 1] ?? -1, raster.pixels[at + 2] ?? -1];
}

describe('a raster', () => {
  test('draws a rectangle in the given colour', () => {
    const raster = new Raster(5, 4);
    raster.rect({ x: 1, y: 1, width: 3, height: 2 }, ink);
    expect(drawing(raster)).toEqual(['.....', '.###.', '.###.', '.....']);
    expect(pixel(raster, 3, 2)).toEqual(ink);
  });

  test('draws only the part of a rectangle that lies inside', () => {
    const raster = new Raster(4, 3);
    raster.rect({ x: -5, y: -5, width: 7, height: 6 }, ink);
    raster.rect({ x: 3, y: 2, width: 100, height: 100 }, ink);
    expect(drawing(raster)).toEqual(['##..', '....', '...#']);
  });

  test('draws nothing of a rectangle that lies outside or is empty', () => {
    const raster = new Raster(3, 2);
    raster.rect({ x: 3, y: 0, width: 2, height: 2 }, ink);
    raster.rect({ x: 0, y: -2, width: 3, height: 2 }, ink);
    raster.rect({ x: 1, y: 1, width: 0, height: 1 }, ink);
    expect(drawing(raster)).toEqual(['...', '...']);
  });

  test('runs from one colour at the top to the other at the bottom', () => {
    const raster = new Raster(2, 3);
    raster.gradient([0, 0, 0], [200, 100, 50]);
    expect([0, 1, 2].map((y) => pixel(raster, 1, y))).toEqual([
      [0, 0, 0],
      [100, 50, 25],
      [200, 100, 50],
    ]);
  });

  test('draws a disc that is round and fills its square', () => {
    const raster = new Raster(9, 9);
    raster.disc({ x: 1, y: 1, size: 7 }, ink);
    const rows = drawing(raster);
    expect(rows).toEqual([
      '.........',
      '...###...',
      '..#####..',
      '.#######.',
      '.#######.',
      '.#######.',
      '..#####..',
      '...###...',
      '.........',
    ]);
  });

  test('blends a pixel and ignores one outside', () => {
    const raster = new Raster(2, 1);
    raster.fill([100, 100, 100]);
    raster.blend(0, 0, [200, 0, 100], 0.5);
    for (const [x, y] of [
      [-1, 0],
      [2, 0],
      [0, -1],
      [0, 1],
    ] as const) {
      raster.blend(x, y, [255, 255, 255], 1);
    }
    expect(pixel(raster, 0, 0)).toEqual([150, 50, 100]);
    expect(pixel(raster, 1, 0)).toEqual([100, 100, 100]);
  });

  test('mixes colours by share', () => {
    expect(mix([0, 100, 200], [100, 100, 0], 0.25)).toEqual([25, 100, 150]);
  });
});
