import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutLoss } from '../../../../../renderer/wall/layout/layout-loss.ts';
import {
  layoutTiles,
  type Arrangement,
  type TileLayout,
} from '../../../../../renderer/wall/layout/layout.ts';
import { fitInto, type Rect, type Size } from '../../../../../renderer/wall/layout/rect.ts';

const wide = 16 / 9;
const upright = 9 / 16;
const gapPx = 4;

interface Given {
  aspects: (number | null)[];
  box: Size;
  minTileWidthPx: number;
}

const screens = [
  [1_920, 1_080],
  [1_280, 800],
  [800, 480],
  [390, 844],
  [640, 360],
  [1_080, 1_920],
] as const;
/** As the wall has it: a gap on every side. */
const roomOf = (widthPx: number, heightPx: number): Size => ({
  widthPx: widthPx - 2 * gapPx,
  heightPx: heightPx - 2 * gapPx,
});
const anyWall: fc.Arbitrary<Given> = fc.record({
  aspects: fc.array(fc.constantFrom(wide, wide, wide, 4 / 3, 1, 3 / 4, upright, 2.4, null), {
    minLength: 1,
    maxLength: 36,
  }),
  box: fc.oneof(
    fc.constantFrom(...screens).map(([widthPx, heightPx]) => roomOf(widthPx, heightPx)),
    fc.record({
      widthPx: fc.integer({ min: 320, max: 3_840 }),
      heightPx: fc.integer({ min: 200, max: 3_840 }),
    }),
  ),
  minTileWidthPx: fc.constantFrom(0, 128),
});

const arranged = (given: Given, kind: 'auto' | 'even' | 'packed') =>
  layoutTiles({ ...given, gapPx, arrangement: { kind } });
const lossOf = ({ tiles, heightPx }: TileLayout, { aspects, box }: Given) =>
  layoutLoss(tiles, aspects, { widthPx: box.widthPx, heightPx });
const sizes = (tiles: Rect[]) => new Set(tiles.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`));
const wallOf = (aspects: (number | null)[], width: number, height: number): Given => ({
  aspects,
  box: roomOf(width, height),
  minTileWidthPx: 0,
});

describe('an even grid', () => {
  test('has equal cells in straight rows and columns, filled row by row', () => {
    fc.assert(
      fc.property(anyWall, (given) => {
        const { tiles } = arranged(given, 'even');
        expect(sizes(tiles).size).toBe(1);
        const lefts = [...new Set(tiles.map(({ xPx }) => xPx))].sort((a, b) => a - b);
        const tops = [...new Set(tiles.map(({ yPx }) => yPx))].sort((a, b) => a - b);
        const places = tiles.map(({ xPx, yPx }) => tops.indexOf(yPx) * lefts.length + lefts.indexOf(xPx));
        expect(places).toEqual(tiles.map((_, index) => index));
        expect(lossOf({ tiles, heightPx: 1 }, given).staggered).toBe(0);
      }),
    );
  });

  test('gives no picture less than the best number of columns would, and no cell room that no picture takes', () => {
    fc.assert(
      fc.property(anyWall, ({ aspects, box }) => {
        const { tiles } = arranged({ aspects, box, minTileWidthPx: 0 }, 'even');
        const known = aspects.filter((aspect) => aspect !== null);
        fc.pre(known.length > 0);
        const pictures = known.map((aspect) => fitInto(tiles[0] ?? { xPx: 0, yPx: 0, ...box }, aspect));
        const { widthPx = 0, heightPx = 0 } = tiles[0] ?? {};
        expect(Math.max(...pictures.map((picture) => picture.widthPx))).toBeGreaterThan(widthPx - 3);
        expect(Math.max(...pictures.map((picture) => picture.heightPx))).toBeGreaterThan(heightPx - 3);
      }),
    );
  });

  test('lets cropped pictures take the whole wall', () => {
    const { tiles } = arranged(wallOf([null, null, null, null], 1_280, 800), 'even');
    expect(tiles.map(({ widthPx, heightPx }) => [widthPx, heightPx])).toEqual(
      Array.from({ length: 4 }, () => [634, 394]),
    );
  });
});

describe('the automatic layout', () => {
  test('loses no more than an even grid and than packed tiles do', () => {
    fc.assert(
      fc.property(anyWall, (given) => {
        const [auto, even, packed] = (['auto', 'even', 'packed'] as const).map((kind) =>
          arranged(given, kind),
        );
        if (!auto || !even || !packed) throw new Error('there are three');
        const scrolls = ({ heightPx }: TileLayout) => heightPx > given.box.heightPx;
        expect(scrolls(auto)).toBe(scrolls(even) && scrolls(packed));
        const rivals = [even, packed].filter((rival) => scrolls(rival) === scrolls(auto));
        const least = Math.min(...rivals.map((rival) => lossOf(rival, given).total));
        expect(lossOf(auto, given).total).toBeLessThanOrEqual(least + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('stays as it is where all pictures have one shape: an even grid would gain nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 36 }),
        fc.constantFrom(wide, 4 / 3, upright),
        fc.constantFrom(...screens),
        (count, aspect, [width, height]) => {
          const given = wallOf(Array<number>(count).fill(aspect), width, height);
          expect(arranged(given, 'auto')).toEqual(arranged(given, 'packed'));
        },
      ),
    );
  });

  const mixed = (count: number, at: number) =>
    Array.from({ length: count }, (_, index) => (index === at ? upright : wide));

  test.each([
    ['36 cameras, one of them upright,', 800, 480, 'even', mixed(36, 20)],
    ['36 cameras, one of them upright,', 1_920, 1_080, 'even', mixed(36, 0)],
    ['16 cameras, one of them upright,', 800, 480, 'even', mixed(16, 7)],
    ['4 cameras, one of them upright,', 1_280, 800, 'even', mixed(4, 3)],
    // Pictures are larger when packed, but no row lines up with the next.
    [
      '7 cameras, one of them nearly square,',
      1_920,
      1_080,
      'even',
      [wide, wide, wide, 4 / 3, wide, wide, wide],
    ],
    // Straight rows would make the pictures a quarter narrower.
    ['5 cameras, two of them upright,', 1_280, 800, 'packed', [wide, upright, wide, upright, wide]],
    ['a wide and an upright camera', 1_280, 800, 'packed', mixed(2, 1)],
    [
      'wide and upright cameras by turns',
      1_280,
      800,
      'packed',
      [wide, upright, wide, upright, wide, upright],
    ],
  ] as const)('shows %s on %i x %i in the %s way', (_, width, height, kind, aspects) => {
    const given = wallOf([...aspects], width, height);
    const rival = kind === 'even' ? 'packed' : 'even';
    expect(arranged(given, 'auto')).toEqual(arranged(given, kind));
    expect(arranged(given, 'auto')).not.toEqual(arranged(given, rival));
  });

  test('of 36 cameras on 800 x 480, one of them upright, has six straight rows of six', () => {
    const given = wallOf(mixed(36, 20), 800, 480);
    const { tiles } = arranged(given, 'auto');
    expect(new Set(tiles.map(({ xPx }) => xPx)).size).toBe(6);
    expect(new Set(tiles.map(({ yPx }) => yPx)).size).toBe(6);
    expect(sizes(tiles)).toEqual(new Set(['128x75']));
    expect(lossOf(arranged(given, 'packed'), given).staggered).toBeGreaterThan(0.9);
  });

  test.each([
    [1, 1_280, 800, '1272x715', 0.1],
    [2, 1_280, 800, '700x394', 0.46],
    [3, 1_280, 800, '634x356', 0.33],
    [5, 1_280, 800, '464x261', 0.4],
    [7, 1_280, 800, '421x237', 0.31],
    [16, 1_280, 800, '315x177', 0.12],
    [36, 800, 480, '128x72', 0.12],
  ])('of %i equal cameras on %i x %i is %s each', (count, width, height, size, blank) => {
    const given = wallOf(Array<number>(count).fill(wide), width, height);
    const auto = arranged(given, 'auto');
    expect(sizes(auto.tiles)).toEqual(new Set([size]));
    expect(lossOf(auto, given).blank).toBeLessThan(blank);
    // No number of rows and columns gives equal pictures that are larger.
    for (let columns = 1; columns <= count; columns++) {
      const arrangement: Arrangement = { kind: 'columns', columns };
      const columned = layoutTiles({ ...given, gapPx, arrangement });
      expect(lossOf(auto, given).blank).toBeLessThanOrEqual(lossOf(columned, given).blank + 1e-3);
    }
  });
});

describe('the loss of a layout', () => {
  const wall = { widthPx: 200, heightPx: 100 };
  const tile = (xPx: number, yPx: number, widthPx: number, heightPx: number): Rect => ({
    xPx,
    yPx,
    widthPx,
    heightPx,
  });

  test('is nothing where pictures fill the wall, and counts the bars in a tile', () => {
    const halves = [tile(0, 0, 100, 100), tile(100, 0, 100, 100)];
    expect(layoutLoss(halves, [1, null], wall).total).toBeCloseTo(0);
    expect(layoutLoss(halves, [2, 2], wall).blank).toBeCloseTo(0.5);
  });

  test('counts tiles that stand like bricks, but not a short row of equal ones', () => {
    const equal = [tile(0, 0, 100, 50), tile(100, 0, 100, 50), tile(50, 50, 100, 50)];
    expect(layoutLoss(equal, [2, 2, 2], wall).staggered).toBe(0);
    const bricks = [tile(0, 0, 100, 50), tile(100, 0, 100, 50), tile(20, 50, 160, 50)];
    expect(layoutLoss(bricks, [2, 2, 3.2], wall).staggered).toBe(1);
  });
});
