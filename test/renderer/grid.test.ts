import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestGrid, type GridRequest } from '../../renderer/grid.ts';

const fullHd: GridRequest = {
  count: 1,
  widthPx: 1_912,
  heightPx: 1_072,
  gapPx: 4,
  aspect: 16 / 9,
  minPictureWidthPx: 120,
};

describe('the grid of a wall', () => {
  test.each([
    { count: 1, columns: 1, rows: 1 },
    { count: 2, columns: 2, rows: 1 },
    { count: 3, columns: 2, rows: 2 },
    { count: 4, columns: 2, rows: 2 },
    { count: 5, columns: 3, rows: 2 },
    { count: 7, columns: 3, rows: 3 },
    { count: 16, columns: 4, rows: 4 },
    { count: 36, columns: 6, rows: 6 },
  ])(
    'has $columns columns and $rows rows for $count cameras on a full-HD screen',
    ({ count, columns, rows }) => {
      expect(bestGrid({ ...fullHd, count })).toEqual({ columns, rows });
    },
  );

  test('stacks wide pictures on an upright phone', () => {
    expect(bestGrid({ ...fullHd, widthPx: 382, heightPx: 836, count: 4 })).toEqual({ columns: 1, rows: 4 });
  });

  test('puts upright pictures side by side', () => {
    expect(bestGrid({ ...fullHd, aspect: 9 / 16, count: 4 })).toEqual({ columns: 4, rows: 1 });
  });

  test('scrolls where pictures would become too small to see', () => {
    const small = { ...fullHd, widthPx: 312, heightPx: 472, count: 36 };
    expect(bestGrid(small)).toEqual({ columns: 2, rows: undefined });
    expect(bestGrid({ ...small, minPictureWidthPx: 0 })).toEqual({ columns: 4, rows: 9 });
  });

  test('always has a cell for each camera, no empty row, and no larger picture to offer', () => {
    const anyWall = fc.record({
      count: fc.integer({ min: 1, max: 36 }),
      widthPx: fc.integer({ min: 300, max: 3_840 }),
      heightPx: fc.integer({ min: 200, max: 3_840 }),
      gapPx: fc.constant(4),
      aspect: fc.double({ min: 0.5, max: 2.4, noNaN: true }),
      minPictureWidthPx: fc.constant(0),
    });
    fc.assert(
      fc.property(anyWall, (wall) => {
        const { columns, rows = 0 } = bestGrid(wall);
        expect(columns * rows).toBeGreaterThanOrEqual(wall.count);
        expect(columns * (rows - 1)).toBeLessThan(wall.count);
        const largest = Math.max(
          ...Array.from({ length: wall.count }, (_, index) => shownWidthPx(wall, index + 1)),
        );
        expect(shownWidthPx(wall, columns)).toBeGreaterThan(largest - wall.count);
      }),
    );
  });

  test('needs no sensible size: a window that is not laid out yet has one column or more', () => {
    expect(bestGrid({ ...fullHd, widthPx: -8, heightPx: -8, count: 4 }).columns).toBeGreaterThanOrEqual(1);
  });
});

function shownWidthPx({ count, widthPx, heightPx, gapPx, aspect }: GridRequest, columns: number): number {
  const rows = Math.ceil(count / columns);
  const cellWidthPx = (widthPx - gapPx * (columns - 1)) / columns;
  return Math.min(cellWidthPx, ((heightPx - gapPx * (rows - 1)) / rows) * aspect);
}
