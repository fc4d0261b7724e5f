import { fitInto, shifted, type Rect, type Size } from './rect.ts';
import { inColumns, inRows } from './tile-rows.ts';

/** The large tile may take one of these parts of the wall's width or height. */
const bigShares = [0.5, 0.55, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.85];

/**
 * All layouts that are worth comparing with one large tile and the others right of it, below it, or around its corner.
 * @param aspects width / height of each tile, the large one first
 */
export function aroundBig(aspects: readonly number[], size: Size, gapPx: number): Rect[][] {
  const [big = 1, ...others] = aspects;
  const beside = bigShares.flatMap((share) => {
    const widthPx = Math.min(size.widthPx * share, size.heightPx * big);
    return othersBeside(big, widthPx, others, size, gapPx);
  });
  const below = bigShares.flatMap((share) => {
    const heightPx = Math.min(size.heightPx * share, size.widthPx / big);
    return othersBelow(big, heightPx, others, size, gapPx);
  });
  const corners = [1, 2, 3].flatMap((rings) => aroundCorner(rings, big, others, size, gapPx));
  return [...beside, ...below, ...corners].map((rects) => centred(rects, size));
}

function othersBeside(big: number, widthPx: number, others: number[], size: Size, gapPx: number): Rect[][] {
  const leftPx = widthPx + gapPx;
  const rest = { widthPx: size.widthPx - leftPx, heightPx: size.heightPx };
  const bigRect = fitInto({ xPx: 0, yPx: 0, widthPx, heightPx: size.heightPx }, big);
  return smallerThan(bigRect, others, rest, gapPx).map((rects) => [bigRect, ...shifted(rects, leftPx, 0)]);
}

function othersBelow(big: number, heightPx: number, others: number[], size: Size, gapPx: number): Rect[][] {
  const topPx = heightPx + gapPx;
  const rest = { widthPx: size.widthPx, heightPx: size.heightPx - topPx };
  const bigRect = fitInto({ xPx: 0, yPx: 0, widthPx: size.widthPx, heightPx }, big);
  return smallerThan(bigRect, others, rest, gapPx).map((rects) => [bigRect, ...shifted(rects, 0, topPx)]);
}

/** A square grid of cells. The large tile takes all cells except those of the last `rings` columns and rows. */
function aroundCorner(rings: number, big: number, others: number[], size: Size, gapPx: number): Rect[][] {
  const bigCells = Math.max(2, Math.ceil((others.length / rings - rings) / 2));
  const cells = bigCells + rings;
  const roomWidthPx = size.widthPx - (cells - 1) * gapPx;
  const roomHeightPx = size.heightPx - (cells - 1) * gapPx;
  if (others.length < 2 || roomWidthPx <= 0 || roomHeightPx <= 0) return [];
  const cellWidthPx = Math.min(roomWidthPx, roomHeightPx * big) / cells;
  const block = (column: number, row: number, span: number): Rect => ({
    xPx: column * (cellWidthPx + gapPx),
    yPx: row * (cellWidthPx / big + gapPx),
    widthPx: span * (cellWidthPx + gapPx) - gapPx,
    heightPx: span * (cellWidthPx / big + gapPx) - gapPx,
  });
  const right = range(0, bigCells).flatMap((row) =>
    range(bigCells, cells).map((column) => block(column, row, 1)),
  );
  const below = range(bigCells, cells).flatMap((row) =>
    range(0, cells).map((column) => block(column, row, 1)),
  );
  const places = [...right, ...below].slice(0, others.length);
  const around = places.map((place, index) => fitInto(place, others[index] ?? big));
  return [[fitInto(block(0, 0, bigCells), big), ...around]];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** The other tiles in their part of the wall, each at most half as large. Else the large one would not stand out. */
function smallerThan(big: Rect, others: number[], size: Size, gapPx: number): Rect[][] {
  if (size.widthPx <= 0 || size.heightPx <= 0) return [];
  const candidates = [inRows(others, size, gapPx), inColumns(others, size, gapPx)];
  return candidates.map((rects) => {
    const scale = Math.min(1, Math.sqrt(area(big) / 2 / Math.max(...rects.map(area))));
    return rects.map((rect) => ({
      xPx: size.widthPx / 2 + (rect.xPx - size.widthPx / 2) * scale,
      yPx: size.heightPx / 2 + (rect.yPx - size.heightPx / 2) * scale,
      widthPx: rect.widthPx * scale,
      heightPx: rect.heightPx * scale,
    }));
  });
}

function area({ widthPx, heightPx }: Rect): number {
  return widthPx * heightPx;
}

/** The tiles moved to the middle of the wall. */
function centred(rects: Rect[], size: Size): Rect[] {
  const left = Math.min(...rects.map(({ xPx }) => xPx));
  const top = Math.min(...rects.map(({ yPx }) => yPx));
  const right = Math.max(...rects.map(({ xPx, widthPx }) => xPx + widthPx));
  const bottom = Math.max(...rects.map(({ yPx, heightPx }) => yPx + heightPx));
  return shifted(rects, (size.widthPx - right - left) / 2, (size.heightPx - bottom - top) / 2);
}
