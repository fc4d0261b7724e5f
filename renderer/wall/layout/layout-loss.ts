import { fitInto, type Rect, type Size } from './rect.ts';

/** What a layout gives away; each part from 0 (nothing) to 1. */
export interface LayoutLoss {
  /** The part of the wall without a picture. A tile that is much larger than the others does not make up for them. */
  blank: number;
  /** The part of the tiles that are out of line with others. */
  staggered: number;
  /** Both together; the layout with the least is the best. */
  total: number;
}

/**
 * A wall with all tiles out of line is as bad as one with this part of its room left blank. It is a judgement, made on
 * screenshots: rows that do not line up are worse than small gutters, and better than clearly smaller pictures.
 */
const staggeredWeight = 0.08;

/** Tiles may differ by a pixel, because places are rounded to whole ones. */
const samePx = 1.5;

/** @param aspects width / height of each tile's picture; null: it fills its tile */
export function layoutLoss(
  tiles: readonly Rect[],
  aspects: readonly (number | null)[],
  wall: Size,
): LayoutLoss {
  const blank = 1 - filledShare(tiles, aspects, wall);
  const staggered = staggeredShare(tiles);
  return { blank, staggered, total: blank + staggeredWeight * staggered };
}

/** Pictures of one size count with their area; of unequal ones the large count less, as their sides are summed. */
function filledShare(tiles: readonly Rect[], aspects: readonly (number | null)[], wall: Size): number {
  const areaPx = tiles.length * wall.widthPx * wall.heightPx;
  if (areaPx === 0) return 0;
  const sides = tiles.reduce((total, tile, index) => {
    const { widthPx, heightPx } = fitInto(tile, aspects[index] ?? tile.widthPx / tile.heightPx);
    return total + Math.sqrt(widthPx * heightPx);
  }, 0);
  return sides ** 2 / areaPx;
}

/** Equal tiles are never staggered: a short row of them in the middle is what people expect. */
function staggeredShare(tiles: readonly Rect[]): number {
  const [first] = tiles;
  const alike = tiles.every(
    (tile) =>
      Math.abs(tile.widthPx - (first?.widthPx ?? 0)) < samePx &&
      Math.abs(tile.heightPx - (first?.heightPx ?? 0)) < samePx,
  );
  if (alike) return 0;
  const staggered = tiles.filter((tile) => tiles.some((other) => areOutOfLine(tile, other)));
  return staggered.length / tiles.length;
}

/** Whether two tiles are partly beside or partly above each other, like bricks of a wall. */
function areOutOfLine(a: Rect, b: Rect): boolean {
  return isShifted(a.xPx, a.widthPx, b.xPx, b.widthPx) || isShifted(a.yPx, a.heightPx, b.yPx, b.heightPx);
}

/** Whether two lengths lie over each other with their middles apart. */
function isShifted(from: number, length: number, otherFrom: number, otherLength: number): boolean {
  const overlap = Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);
  const apart = Math.abs(from + length / 2 - otherFrom - otherLength / 2);
  return overlap > samePx && apart > samePx;
}
