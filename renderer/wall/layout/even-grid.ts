import { fitInto, type Rect, type Size } from './rect.ts';

interface Cells {
  columns: number;
  rows: number;
  cell: Size;
}

/**
 * Cells that are all equal, in straight rows and columns, with the last row filled from the left. A picture of another
 * shape lies in the middle of its cell. Undefined where a picture of the shape `least.aspect` would be narrower than
 * `least.widthPx` in every such grid.
 * @param aspects width / height of each picture; null: it fills any cell
 */
export function evenGrid(
  aspects: readonly (number | null)[],
  box: Size,
  gapPx: number,
  least: { aspect: number; widthPx: number },
): Rect[] | undefined {
  let best: { cells: Cells; size: number } | undefined;
  for (let columns = 1; columns <= aspects.length; columns++) {
    const rows = Math.ceil(aspects.length / columns);
    const cell = {
      widthPx: Math.max(0, (box.widthPx - gapPx * (columns - 1)) / columns),
      heightPx: Math.max(0, (box.heightPx - gapPx * (rows - 1)) / rows),
    };
    if (pictureIn(cell, least.aspect).widthPx < least.widthPx) continue;
    const size = aspects.reduce<number>((total, aspect) => total + pictureSide(cell, aspect), 0);
    if (!best || size > best.size * (1 + 1e-9)) best = { cells: { columns, rows, cell }, size };
  }
  if (!best) return undefined;
  return placed({ ...best.cells, cell: tight(best.cells.cell, aspects) }, aspects.length, box, gapPx);
}

/** The same in a wall that scrolls: as many columns as are readable, and cells of the shape that most pictures have. */
export function evenScroll(
  count: number,
  columns: number,
  usualAspect: number,
  box: Size,
  gapPx: number,
): { tiles: Rect[]; heightPx: number } {
  const rows = Math.ceil(count / columns);
  const widthPx = (box.widthPx - gapPx * (columns - 1)) / columns;
  const cell = { widthPx, heightPx: widthPx / usualAspect };
  const heightPx = rows * (cell.heightPx + gapPx) - gapPx;
  return { tiles: placed({ columns, rows, cell }, count, { ...box, heightPx }, gapPx), heightPx };
}

/** The side of a square with the area of the picture in its cell. */
function pictureSide(cell: Size, aspect: number | null): number {
  const { widthPx, heightPx } = pictureIn(cell, aspect);
  return Math.sqrt(widthPx * heightPx);
}

function pictureIn(cell: Size, aspect: number | null): Size {
  return aspect === null ? cell : fitInto({ xPx: 0, yPx: 0, ...cell }, aspect);
}

/** The cell without the room that no picture takes. */
function tight(cell: Size, aspects: readonly (number | null)[]): Size {
  const pictures = aspects.filter((aspect) => aspect !== null).map((aspect) => pictureIn(cell, aspect));
  if (pictures.length === 0) return cell;
  return {
    widthPx: Math.max(...pictures.map(({ widthPx }) => widthPx)),
    heightPx: Math.max(...pictures.map(({ heightPx }) => heightPx)),
  };
}

/** The cells in the middle of the box, on whole pixels, so that all are equal on the screen, too. */
function placed({ columns, rows, cell }: Cells, count: number, box: Size, gapPx: number): Rect[] {
  const widthPx = Math.floor(cell.widthPx + tinyPx);
  const heightPx = Math.floor(cell.heightPx + tinyPx);
  const leftPx = Math.max(0, (box.widthPx - columns * (widthPx + gapPx) + gapPx) / 2);
  const topPx = Math.max(0, (box.heightPx - rows * (heightPx + gapPx) + gapPx) / 2);
  return Array.from({ length: count }, (_, index) => ({
    xPx: leftPx + (index % columns) * (widthPx + gapPx),
    yPx: topPx + Math.floor(index / columns) * (heightPx + gapPx),
    widthPx,
    heightPx,
  }));
}

/** Sums of fractions lose this much at most. */
const tinyPx = 1e-6;
