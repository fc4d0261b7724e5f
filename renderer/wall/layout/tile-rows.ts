import { transposed, type Rect, type Size } from './rect.ts';
import { evenSplits, rowSplits, type RowSplit } from './row-split.ts';

/** Tiles of one height in rows in the middle of `size`, as large as possible. */
export function inRows(aspects: readonly number[], size: Size, gapPx: number): Rect[] {
  const alike = aspects.every((aspect) => aspect === aspects[0]);
  const splits = alike ? evenSplits(aspects.length) : mixedSplits(aspects, size, gapPx);
  let best: { rows: number[][]; heightPx: number } | undefined;
  for (const split of splits) {
    const rows = takeRows(split, aspects);
    const heightPx = fittingHeight(rows, size, gapPx);
    // A smaller gain than that is no reason for one more row.
    if (!best || heightPx > best.heightPx * (1 + 1e-9)) best = { rows, heightPx };
  }
  return best ? placed(best.rows, best.heightPx, size, gapPx) : [];
}

/** Tiles of one width in columns from the left. They are larger than in rows where some cameras stand upright. */
export function inColumns(aspects: readonly number[], size: Size, gapPx: number): Rect[] {
  const turned = { widthPx: size.heightPx, heightPx: size.widthPx };
  const upright = aspects.map((aspect) => 1 / aspect);
  return inRows(upright, turned, gapPx).map(transposed);
}

function mixedSplits(aspects: readonly number[], size: Size, gapPx: number): RowSplit[] {
  return rowSplits(aspects.length, (from, to) => {
    const roomPx = size.widthPx - gapPx * (to - from - 1);
    return roomPx > 0 ? sum(aspects.slice(from, to)) / roomPx : Infinity;
  });
}

function takeRows(split: RowSplit, aspects: readonly number[]): number[][] {
  let from = 0;
  return split.map((count) => aspects.slice(from, (from += count)));
}

function fittingHeight(rows: number[][], size: Size, gapPx: number): number {
  const heights = rows.map((row) => (size.widthPx - gapPx * (row.length - 1)) / sum(row));
  const heightPx = (size.heightPx - gapPx * (rows.length - 1)) / rows.length;
  return Math.max(0, Math.min(heightPx, ...heights));
}

function placed(rows: number[][], heightPx: number, size: Size, gapPx: number): Rect[] {
  const topPx = (size.heightPx - heightPx * rows.length - gapPx * (rows.length - 1)) / 2;
  return rows.flatMap((row, index) => {
    const yPx = topPx + index * (heightPx + gapPx);
    let xPx = (size.widthPx - sum(row) * heightPx - gapPx * (row.length - 1)) / 2;
    return row.map((aspect) => {
      const rect = { xPx, yPx, widthPx: aspect * heightPx, heightPx };
      xPx += rect.widthPx + gapPx;
      return rect;
    });
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
