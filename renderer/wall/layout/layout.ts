import { aroundBig } from './big-layout.ts';
import { evenGrid, evenScroll } from './even-grid.ts';
import { layoutLoss } from './layout-loss.ts';
import { shifted, onPixels, type Rect, type Size } from './rect.ts';
import { columnGrid, fittingTileWidth, fullTileWidth } from './tile-columns.ts';
import { inColumns, inRows } from './tile-rows.ts';

export type Arrangement =
  /** Of an even grid and packed rows or columns the one that loses least. */
  | { kind: 'auto' }
  /** Equal tiles in straight rows and columns. */
  | { kind: 'even' }
  /** Tiles of the shape of their pictures, as large as they fit. */
  | { kind: 'packed' }
  | { kind: 'columns'; columns: number }
  | { kind: 'big'; index: number };

export interface LayoutRequest {
  /** Width / height of each tile's picture, in order; null: the picture fills a tile of any shape. */
  aspects: readonly (number | null)[];
  box: Size;
  gapPx: number;
  /** A narrower picture is useless, so the wall scrolls downwards instead. 0: the wall never scrolls. */
  minTileWidthPx: number;
  arrangement: Arrangement;
}

export interface TileLayout {
  tiles: Rect[];
  /** The wall scrolls when this is more than the height of the box. */
  heightPx: number;
}

interface KnownRequest extends LayoutRequest {
  aspects: readonly number[];
}

/**
 * Places the tiles of a page. Pictures are as large as the arrangement allows, and undistorted. Except in an even grid, a
 * tile has the shape of its picture.
 */
export function layoutTiles(request: LayoutRequest): TileLayout {
  if (request.aspects.length === 0) return { tiles: [], heightPx: request.box.heightPx };
  const { kind } = request.arrangement;
  if (kind === 'even') return even(request);
  if (kind !== 'auto' || request.aspects.length === 1) return shaped(request);
  return leastLost(request, shaped({ ...request, arrangement: { kind: 'packed' } }), even(request));
}

/** The layout that loses least, and of equal ones the first. A wall that need not scroll wins in any case. */
function leastLost({ aspects, box }: LayoutRequest, packed: TileLayout, even: TileLayout): TileLayout {
  const scrolls = ({ heightPx }: TileLayout) => heightPx > box.heightPx;
  if (scrolls(packed) !== scrolls(even)) return scrolls(packed) ? even : packed;
  const lost = ({ tiles, heightPx }: TileLayout) =>
    layoutLoss(tiles, aspects, { widthPx: box.widthPx, heightPx }).total;
  return lost(even) < lost(packed) - 1e-9 ? even : packed;
}

function even(request: LayoutRequest): TileLayout {
  const { aspects, box, gapPx, minTileWidthPx } = request;
  const typical = typicalAspect(aspects);
  const fitted = evenGrid(aspects, box, gapPx, { aspect: typical, widthPx: minTileWidthPx });
  if (fitted) return { tiles: fitted.map(onPixels), heightPx: box.heightPx };
  const columns = columnsOf(request, aspects.length);
  const { tiles, heightPx } = evenScroll(aspects.length, columns, typical, box, gapPx);
  return { tiles: tiles.map(onPixels), heightPx: Math.ceil(heightPx) };
}

/** All layouts with tiles of the shape of their pictures. */
function shaped(request: LayoutRequest): TileLayout {
  const { aspects, box } = request;
  const known = { ...request, aspects: knownAspects(aspects) };
  const fitted = fit(known);
  if (!fitted) {
    const { tiles, heightPx } = scroll(known);
    return { tiles: tiles.map(onPixels), heightPx: Math.ceil(heightPx) };
  }
  const anyShape = aspects.every((aspect) => aspect === null);
  return { tiles: (anyShape ? stretched(fitted, box) : fitted).map(onPixels), heightPx: box.heightPx };
}

const usualAspect = 16 / 9;

/** A tile that may have any shape takes the median shape of the others. */
function knownAspects(aspects: readonly (number | null)[]): number[] {
  const typical = typicalAspect(aspects);
  return aspects.map((aspect) => aspect ?? typical);
}

function typicalAspect(aspects: readonly (number | null)[]): number {
  const known = aspects.filter((aspect) => aspect !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? usualAspect;
}

/** All tiles inside the box; undefined when they would be too small. */
function fit(request: KnownRequest): Rect[] | undefined {
  const { aspects, box, gapPx, minTileWidthPx, arrangement } = request;
  if (arrangement.kind === 'columns') {
    const columns = columnsOf(request, arrangement.columns);
    const tileWidthPx = Math.max(0, fittingTileWidth(aspects, columns, { ...box, gapPx }));
    if (tileWidthPx < minTileWidthPx) return undefined;
    const { tiles, heightPx } = columnGrid(aspects, columns, tileWidthPx, { ...box, gapPx });
    return shifted(tiles, 0, (box.heightPx - heightPx) / 2);
  }
  const index = arrangement.kind === 'big' && aspects.length > 1 ? arrangement.index : undefined;
  if (index === undefined) {
    return largest([inRows(aspects, box, gapPx), inColumns(aspects, box, gapPx)], minTileWidthPx, () => 1);
  }
  // People tried it: three to seven others leave about 2/3 of the width, and many others stay readable.
  const bigWeight = Math.min(4, Math.max(1, (aspects.length - 1) / 2));
  const around = aroundBig(bigFirst(aspects, index), box, gapPx);
  const best = largest(around, minTileWidthPx, (place) => (place === 0 ? bigWeight : 1));
  return best && inOrder(best, index);
}

/**
 * The candidate with the largest pictures, and the first of equal ones. The measure is the side of a square with the
 * same area: in a sum of areas one huge picture would make up for many tiny ones.
 */
function largest(
  candidates: Rect[][],
  minTileWidthPx: number,
  weightOf: (index: number) => number,
): Rect[] | undefined {
  let best: { rects: Rect[]; size: number } | undefined;
  for (const rects of candidates) {
    if (rects.some(({ widthPx }) => widthPx < minTileWidthPx)) continue;
    const size = rects.reduce(
      (total, { widthPx, heightPx }, index) => total + weightOf(index) * Math.sqrt(widthPx * heightPx),
      0,
    );
    if (!best || size > best.size * (1 + 1e-9)) best = { rects, size };
  }
  return best?.rects;
}

/** Tiles that are wide enough to be useful, in a wall that is higher than the box. */
function scroll(request: KnownRequest): TileLayout {
  const { aspects, box, gapPx, arrangement } = request;
  const grid = (shown: readonly number[], wanted: number) => {
    const columns = columnsOf({ ...request, aspects: shown }, wanted);
    return columnGrid(shown, columns, fullTileWidth(columns, { ...box, gapPx }), { ...box, gapPx });
  };
  if (arrangement.kind === 'columns') return grid(aspects, arrangement.columns);
  if (arrangement.kind !== 'big' || aspects.length < 2) return grid(aspects, aspects.length);
  const [big = usualAspect, ...others] = bigFirst(aspects, arrangement.index);
  const widthPx = Math.min(box.widthPx, Math.max(request.minTileWidthPx, box.heightPx * big));
  const bigRect = { xPx: (box.widthPx - widthPx) / 2, yPx: 0, widthPx, heightPx: widthPx / big };
  const below = grid(others, others.length);
  const topPx = bigRect.heightPx + gapPx;
  return {
    tiles: inOrder([bigRect, ...shifted(below.tiles, 0, topPx)], arrangement.index),
    heightPx: topPx + below.heightPx,
  };
}

/** The number of columns: at most one for each tile, and not so many that tiles become too narrow. */
function columnsOf({ aspects, box, gapPx, minTileWidthPx }: LayoutRequest, wanted: number): number {
  const readable = minTileWidthPx > 0 ? Math.floor((box.widthPx + gapPx) / (minTileWidthPx + gapPx)) : wanted;
  return Math.max(1, Math.min(aspects.length, wanted, readable));
}

function bigFirst<T>(items: readonly T[], index: number): T[] {
  return [...items.slice(index, index + 1), ...items.slice(0, index), ...items.slice(index + 1)];
}

/** Undoes `bigFirst`. */
function inOrder<T>([big, ...others]: readonly T[], index: number): T[] {
  return big === undefined ? [] : [...others.slice(0, index), big, ...others.slice(index)];
}

/** The tiles made wider or higher, so that they take the whole box. */
function stretched(rects: Rect[], box: Size): Rect[] {
  const left = Math.min(...rects.map(({ xPx }) => xPx));
  const top = Math.min(...rects.map(({ yPx }) => yPx));
  const wider = box.widthPx / (Math.max(...rects.map(({ xPx, widthPx }) => xPx + widthPx)) - left);
  const higher = box.heightPx / (Math.max(...rects.map(({ yPx, heightPx }) => yPx + heightPx)) - top);
  return rects.map(({ xPx, yPx, widthPx, heightPx }) => ({
    xPx: (xPx - left) * wider,
    yPx: (yPx - top) * higher,
    widthPx: widthPx * wider,
    heightPx: heightPx * higher,
  }));
}
