export interface GridRequest {
  /** How many tiles, at least 1. */
  count: number;
  widthPx: number;
  heightPx: number;
  gapPx: number;
  /** Width / height of the pictures. */
  aspect: number;
  /** Below this a picture is useless: the wall scrolls instead. 0: never scroll. */
  minPictureWidthPx: number;
}

export interface Grid {
  columns: number;
  /** Rows that share the height; undefined: rows as high as their pictures, and the wall scrolls. */
  rows: number | undefined;
}

/** The grid that shows the pictures largest; of equals the one with the fewest empty cells, then the widest. */
export function bestGrid(request: GridRequest): Grid {
  let best = { columns: 1, rows: request.count, pictureWidthPx: 0, empty: 0 };
  for (let columns = 1; columns <= request.count; columns++) {
    const rows = Math.ceil(request.count / columns);
    const empty = columns * rows - request.count;
    const pictureWidthPx = pictureWidth(request, columns, rows);
    const gainPx = pictureWidthPx - best.pictureWidthPx;
    // Less than a pixel is no reason for an empty cell.
    if (gainPx >= 1 || (gainPx > -1 && empty <= best.empty)) best = { columns, rows, pictureWidthPx, empty };
  }
  if (best.pictureWidthPx >= request.minPictureWidthPx) return { columns: best.columns, rows: best.rows };
  return { columns: columnsOf(request), rows: undefined };
}

function pictureWidth(request: GridRequest, columns: number, rows: number): number {
  const cellWidthPx = (request.widthPx - request.gapPx * (columns - 1)) / columns;
  const cellHeightPx = (request.heightPx - request.gapPx * (rows - 1)) / rows;
  return Math.max(0, Math.min(cellWidthPx, cellHeightPx * request.aspect));
}

function columnsOf({ count, widthPx, gapPx, minPictureWidthPx }: GridRequest): number {
  const fitting = Math.floor((widthPx + gapPx) / (minPictureWidthPx + gapPx));
  return Math.max(1, Math.min(count, fitting));
}
