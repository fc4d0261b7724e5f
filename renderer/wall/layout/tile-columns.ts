import type { Rect } from './rect.ts';

export interface ColumnGrid {
  tiles: Rect[];
  heightPx: number;
}

/** Tiles of one width, row by row. Each row is as high as its highest tile, and a short last row is centred. */
export function columnGrid(
  aspects: readonly number[],
  columns: number,
  tileWidthPx: number,
  box: { widthPx: number; gapPx: number },
): ColumnGrid {
  const tiles: Rect[] = [];
  let yPx = 0;
  for (const row of rowsOf(aspects, columns)) {
    const rowHeightPx = tileWidthPx * highest(row);
    const rowWidthPx = row.length * (tileWidthPx + box.gapPx) - box.gapPx;
    const leftPx = (box.widthPx - rowWidthPx) / 2;
    row.forEach((aspect, index) => {
      const heightPx = tileWidthPx / aspect;
      const xPx = leftPx + index * (tileWidthPx + box.gapPx);
      tiles.push({ xPx, yPx: yPx + (rowHeightPx - heightPx) / 2, widthPx: tileWidthPx, heightPx });
    });
    yPx += rowHeightPx + box.gapPx;
  }
  return { tiles, heightPx: Math.max(0, yPx - box.gapPx) };
}

/** The largest tile width with which all rows of such a grid fit into the box; below 1 where there is no room. */
export function fittingTileWidth(
  aspects: readonly number[],
  columns: number,
  box: { widthPx: number; heightPx: number; gapPx: number },
): number {
  const rows = rowsOf(aspects, columns);
  const heightPx = box.heightPx - box.gapPx * (rows.length - 1);
  const unitHeights = rows.reduce((total, row) => total + highest(row), 0);
  return Math.min(fullTileWidth(columns, box), heightPx / unitHeights);
}

/** The width of tiles that take the whole width of the box. */
export function fullTileWidth(columns: number, box: { widthPx: number; gapPx: number }): number {
  return (box.widthPx - box.gapPx * (columns - 1)) / columns;
}

function rowsOf(aspects: readonly number[], columns: number): number[][] {
  const rowCount = Math.ceil(aspects.length / columns);
  return Array.from({ length: rowCount }, (_, row) => aspects.slice(row * columns, (row + 1) * columns));
}

/** The height of a row whose tiles are 1 wide. */
function highest(row: readonly number[]): number {
  return Math.max(...row.map((aspect) => 1 / aspect));
}
