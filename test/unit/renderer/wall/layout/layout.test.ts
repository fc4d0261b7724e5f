import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  layoutTiles,
  type Arrangement,
  type LayoutRequest,
} from '../../../../../renderer/wall/layout/layout.ts';
import type { Rect } from '../../../../../renderer/wall/layout/rect.ts';

const wide = 16 / 9;
const usualAspects = [wide, 4 / 3, 1, 3 / 4, 9 / 16, 2.4];
const box = fc.record({
  widthPx: fc.integer({ min: 320, max: 3_840 }),
  heightPx: fc.integer({ min: 200, max: 3_840 }),
});
const aspects = fc.array(fc.constantFrom(...usualAspects), { minLength: 1, maxLength: 36 });
const arrangement: fc.Arbitrary<Arrangement> = fc.oneof(
  fc.constantFrom({ kind: 'auto' } as const, { kind: 'even' } as const, { kind: 'packed' } as const),
  fc.record({ kind: fc.constant('columns' as const), columns: fc.integer({ min: 1, max: 12 }) }),
  fc.constant({ kind: 'big', index: 0 } as const),
);
const gapPx = fc.integer({ min: 0, max: 8 });
const anyKiosk = fc.record({ aspects, box, gapPx, arrangement, minTileWidthPx: fc.constant(0) });
const anyPage = fc.record({
  aspects,
  box,
  gapPx,
  arrangement,
  minTileWidthPx: fc.integer({ min: 1, max: 200 }),
});

function expectNoOverlap(tiles: Rect[], gapPx: number): void {
  for (const [index, a] of tiles.entries()) {
    for (const b of tiles.slice(index + 1)) {
      const apartPx = Math.max(
        b.xPx - a.xPx - a.widthPx,
        a.xPx - b.xPx - b.widthPx,
        b.yPx - a.yPx - a.heightPx,
        a.yPx - b.yPx - b.heightPx,
      );
      // Rounding takes up to a pixel; around a large tile gaps shrink with what they separate.
      expect(apartPx).toBeGreaterThanOrEqual(Math.min(0, gapPx - 1));
    }
  }
}

function expectInside(tiles: Rect[], widthPx: number, heightPx: number): void {
  for (const tile of tiles) {
    expect(Math.min(tile.xPx, tile.yPx)).toBeGreaterThanOrEqual(0);
    expect(tile.xPx + tile.widthPx).toBeLessThanOrEqual(widthPx);
    expect(tile.yPx + tile.heightPx).toBeLessThanOrEqual(heightPx);
  }
}

describe('every layout', () => {
  test('has a place for each tile, inside the box, none over another', () => {
    fc.assert(
      fc.property(fc.oneof(anyKiosk, anyPage), (request) => {
        const { tiles, heightPx } = layoutTiles(request);
        expect(tiles).toHaveLength(request.aspects.length);
        expectInside(tiles, request.box.widthPx, heightPx);
        expectNoOverlap(tiles, request.gapPx);
      }),
    );
  });

  test('keeps the shape of each picture, except in an even grid', () => {
    fc.assert(
      fc.property(fc.oneof(anyKiosk, anyPage), (request) => {
        fc.pre(!['even', 'auto'].includes(request.arrangement.kind));
        for (const [index, { widthPx, heightPx }] of layoutTiles(request).tiles.entries()) {
          const aspect = request.aspects[index] ?? 0;
          // Both are rounded down.
          expect(widthPx).toBeLessThanOrEqual((heightPx + 1) * aspect + 1);
          expect(widthPx + 1).toBeGreaterThanOrEqual(heightPx * aspect - 1);
        }
      }),
    );
  });

  test('never scrolls on a kiosk', () => {
    fc.assert(
      fc.property(anyKiosk, (request) => {
        expect(layoutTiles(request).heightPx).toBe(request.box.heightPx);
      }),
    );
  });

  test('is readable elsewhere, and scrolls downwards where it would not be', () => {
    fc.assert(
      fc.property(anyPage, (request) => {
        for (const { widthPx } of layoutTiles(request).tiles) {
          expect(widthPx).toBeGreaterThanOrEqual(request.minTileWidthPx);
        }
      }),
    );
  });
});

describe('the automatic layout', () => {
  const auto = (given: Partial<LayoutRequest>) =>
    layoutTiles({
      aspects: [wide],
      box: { widthPx: 1_920, heightPx: 1_080 },
      gapPx: 4,
      minTileWidthPx: 0,
      arrangement: { kind: 'auto' },
      ...given,
    });

  test('makes equal pictures equally large', () => {
    fc.assert(
      fc.property(aspects, box, (aspects, box) => {
        const { tiles } = auto({ aspects, box });
        const sizes = new Map<number, string>();
        for (const [index, { widthPx, heightPx }] of tiles.entries()) {
          const aspect = aspects[index] ?? 0;
          const size = `${widthPx}x${heightPx}`;
          expect(sizes.get(aspect) ?? size).toBe(size);
          sizes.set(aspect, size);
        }
      }),
    );
  });

  test('makes pictures no smaller on a larger wall', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 36 }),
        fc.constantFrom(...usualAspects),
        box,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        (count, aspect, box, widerPx, higherPx) => {
          const aspects = Array.from({ length: count }, () => aspect);
          const larger = { widthPx: box.widthPx + widerPx, heightPx: box.heightPx + higherPx };
          const [before] = auto({ aspects, box }).tiles;
          const [after] = auto({ aspects, box: larger }).tiles;
          expect(after?.widthPx).toBeGreaterThanOrEqual(before?.widthPx ?? Infinity);
        },
      ),
    );
  });

  test.each([
    [1, 1_920, 1_080, [1]],
    [2, 1_920, 1_080, [2]],
    [4, 1_920, 1_080, [2, 2]],
    [5, 1_920, 1_080, [3, 2]],
    [7, 1_920, 1_080, [3, 2, 2]],
    [10, 1_920, 1_080, [4, 3, 3]],
    [16, 1_920, 1_080, [4, 4, 4, 4]],
    [36, 1_920, 1_080, [6, 6, 6, 6, 6, 6]],
    [3, 1_080, 1_920, [1, 1, 1]],
    [6, 390, 844, [1, 1, 1, 1, 1, 1]],
    [8, 390, 844, [2, 2, 2, 2]],
  ])('puts %i equal cameras into rows of %i x %i as %j', (count, widthPx, heightPx, rows) => {
    const { tiles } = auto({
      aspects: Array.from({ length: count }, () => wide),
      box: { widthPx, heightPx },
    });
    const byRow = Map.groupBy(tiles, ({ yPx }) => yPx);
    expect([...byRow.values()].map(({ length }) => length)).toEqual(rows);
  });

  test('leaves nothing over where the pictures fill the wall exactly', () => {
    const { tiles } = auto({ aspects: [wide, wide, wide, wide], gapPx: 0 });
    const areaPx = tiles.reduce((total, { widthPx, heightPx }) => total + widthPx * heightPx, 0);
    expect(areaPx).toBe(1_920 * 1_080);
  });

  test('stacks upright cameras beside others rather than making all of them small', () => {
    const { tiles } = auto({ aspects: [9 / 16, wide, wide, wide], box: { widthPx: 1_080, heightPx: 1_080 } });
    const [upright, ...lying] = tiles;
    expect(upright?.heightPx).toBeGreaterThan(800);
    expect(new Set(lying.map(({ xPx }) => xPx)).size).toBe(1);
  });

  test('lets cropped pictures take the whole wall', () => {
    const { tiles } = auto({ aspects: [null, null, null], box: { widthPx: 800, heightPx: 1_200 } });
    expectInside(tiles, 800, 1_200);
    expectNoOverlap(tiles, 4);
    const areaPx = tiles.reduce((total, { widthPx, heightPx }) => total + widthPx * heightPx, 0);
    expect(areaPx).toBeGreaterThan(0.98 * 800 * 1_200);
  });

  test('gives a cropped picture among others their shape', () => {
    const [first, cropped] = auto({ aspects: [wide, null, wide, wide] }).tiles;
    expect([cropped?.widthPx, cropped?.heightPx]).toEqual([first?.widthPx, first?.heightPx]);
  });

  test('of no cameras is empty', () => {
    expect(auto({ aspects: [] }).tiles).toEqual([]);
  });
});

describe('one large camera', () => {
  const around = (count: number, index: number, widthPx: number, heightPx: number) =>
    layoutTiles({
      aspects: Array.from({ length: count }, () => wide),
      box: { widthPx, heightPx },
      gapPx: 4,
      minTileWidthPx: 0,
      arrangement: { kind: 'big', index },
    }).tiles;

  test('is at least twice as large as every other, which are equally large', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 36 }), box, (count, { widthPx, heightPx }) => {
        const [big, ...others] = around(count, 0, widthPx, heightPx).map(
          (tile) => (tile.widthPx + 1) * (tile.heightPx + 1),
        );
        expect(new Set(others).size).toBe(1);
        expect(big).toBeGreaterThan(1.9 * (others[0] ?? Infinity));
      }),
    );
  });

  test('keeps its place in the order', () => {
    const tiles = around(6, 3, 1_920, 1_080);
    const widest = Math.max(...tiles.map(({ widthPx }) => widthPx));
    expect(tiles.findIndex(({ widthPx }) => widthPx === widest)).toBe(3);
  });

  test('has the others around its corner, beside it or below, as the screen has room', () => {
    const columnsAndRows = (tiles: Rect[]) => [
      new Set(tiles.slice(1).map(({ xPx }) => xPx)).size,
      new Set(tiles.slice(1).map(({ yPx }) => yPx)).size,
    ];
    expect(columnsAndRows(around(6, 0, 1_920, 1_080))).toEqual([3, 3]);
    expect(columnsAndRows(around(4, 0, 1_920, 1_080))).toEqual([1, 3]);
    expect(columnsAndRows(around(7, 0, 1_080, 1_920))).toEqual([2, 3]);
  });
});

describe('one large camera among others of other shapes', () => {
  const around = (given: Partial<LayoutRequest>) =>
    layoutTiles({
      aspects: [wide],
      box: { widthPx: 1_920, heightPx: 1_080 },
      gapPx: 4,
      minTileWidthPx: 0,
      arrangement: { kind: 'big', index: 0 },
      ...given,
    });
  const aspectOf = ({ widthPx, heightPx }: Rect) => widthPx / heightPx;
  const largestOf = (tiles: Rect[]) =>
    tiles.reduce((best, tile, index) => (tile.widthPx > (tiles[best]?.widthPx ?? 0) ? index : best), 0);

  test.each([0, 2, 5])('has its own shape, and so have the others, when it is number %i', (index) => {
    const aspects = [4 / 3, wide, 9 / 16, 1, wide, 3 / 4];
    const { tiles } = around({ aspects, arrangement: { kind: 'big', index } });
    for (const [place, tile] of tiles.entries()) expect(aspectOf(tile)).toBeCloseTo(aspects[place] ?? 0, 1);
    const areas = tiles.map(({ widthPx, heightPx }) => widthPx * heightPx);
    expect(areas.indexOf(Math.max(...areas))).toBe(index);
  });

  test('takes about two thirds of the width with few others', () => {
    const share = (count: number) => {
      const [big] = around({ aspects: Array.from({ length: count }, () => wide) }).tiles;
      return (big?.widthPx ?? 0) / 1_920;
    };
    expect([4, 6, 8].map((count) => Math.round(share(count) * 100) / 100)).toEqual([0.67, 0.66, 0.75]);
  });

  test.each([
    [10, 1_525, 378],
    [13, 1_629, 268],
    [36, 1_184, 233],
  ])('weighs more with %i cameras, is %i wide then, and leaves the others %i', (count, bigPx, othersPx) => {
    const { tiles } = around({ aspects: Array.from({ length: count }, () => wide) });
    expect(tiles.map(({ widthPx }) => widthPx)).toEqual([bigPx, ...Array(count - 1).fill(othersPx)]);
  });

  test.each([2, 4, 9, 20, 36])('lies with %i cameras in the middle of the wall', (count) => {
    const box = { widthPx: 1_920, heightPx: 1_200 };
    const { tiles } = around({ aspects: Array.from({ length: count }, () => wide), box });
    const right = Math.max(...tiles.map(({ xPx, widthPx }) => xPx + widthPx));
    const bottom = Math.max(...tiles.map(({ yPx, heightPx }) => yPx + heightPx));
    const left = Math.min(...tiles.map(({ xPx }) => xPx));
    const top = Math.min(...tiles.map(({ yPx }) => yPx));
    expect(Math.abs(box.widthPx - right - left)).toBeLessThanOrEqual(2);
    expect(Math.abs(box.heightPx - bottom - top)).toBeLessThanOrEqual(2);
  });

  test('stands on a phone above the others, as wide as the screen, in its place of the order', () => {
    const { tiles, heightPx } = around({
      aspects: Array.from({ length: 20 }, () => wide),
      box: { widthPx: 390, heightPx: 500 },
      minTileWidthPx: 160,
      arrangement: { kind: 'big', index: 3 },
    });
    expect(heightPx).toBeGreaterThan(500);
    expect([largestOf(tiles), tiles[3]?.widthPx, tiles[3]?.yPx]).toEqual([3, 390, 0]);
    const others = tiles.toSpliced(3, 1);
    expect(others.map(({ yPx }) => yPx)).toEqual(others.map(({ yPx }) => yPx).toSorted((a, b) => a - b));
  });

  test('is on a phone that lies on its side no higher than the screen, and in the middle', () => {
    const { tiles, heightPx } = around({
      aspects: Array.from({ length: 20 }, () => wide),
      box: { widthPx: 844, heightPx: 390 },
      minTileWidthPx: 160,
    });
    expect(heightPx).toBeGreaterThan(390);
    expect(tiles[0]).toEqual({ xPx: 75, yPx: 0, widthPx: 693, heightPx: 390 });
  });
});

describe('a number of columns', () => {
  const grid = (count: number, columns: number, box: LayoutRequest['box'], minTileWidthPx = 0) =>
    layoutTiles({
      aspects: Array.from({ length: count }, () => wide),
      box,
      gapPx: 4,
      minTileWidthPx,
      arrangement: { kind: 'columns', columns },
    });
  const columnsOf = ({ tiles }: { tiles: Rect[] }) =>
    Math.max(...[...Map.groupBy(tiles, ({ yPx }) => yPx).values()].map(({ length }) => length));

  test('is kept, whatever would be larger', () => {
    expect(columnsOf(grid(9, 4, { widthPx: 1_920, heightPx: 1_080 }))).toBe(4);
    expect(columnsOf(grid(9, 1, { widthPx: 1_920, heightPx: 1_080 }))).toBe(1);
  });

  test('is no more than there are cameras, and than a phone can show readably', () => {
    expect(columnsOf(grid(2, 5, { widthPx: 1_920, heightPx: 1_080 }))).toBe(2);
    const phone = grid(12, 8, { widthPx: 390, heightPx: 400 }, 128);
    expect(columnsOf(phone)).toBe(2);
    expect(phone.heightPx).toBeGreaterThan(400);
  });
});
