import type { Raster, Colour } from './raster.ts';

/** A point in parts of the picture, from its top left corner. */
type Point = readonly [x: number, y: number];

/**
 * Fills a polygon, with every pixel that it touches: a mask must not be smaller than it was drawn. Parts that the outline
 * encloses twice are filled too.
 */
export function fillPolygon(raster: Raster, points: readonly Point[], colour: Colour): void {
  const { width, height } = raster;
  const corners = points.map(([x, y]) => [x * width, y * height] as const);
  const ys = corners.map(([, y]) => y);
  const first = Math.max(0, Math.floor(Math.min(...ys)));
  const last = Math.min(height - 1, Math.ceil(Math.max(...ys)) - 1);
  for (let row = first; row <= last; row++) {
    for (const [left, right] of spansOf(corners, row)) {
      const x = Math.floor(left);
      raster.rect({ x, y: row, width: Math.ceil(right) - x, height: 1 }, colour);
    }
  }
}

/** The parts of a row of pixels that the polygon touches, perhaps overlapping. */
function spansOf(corners: readonly Point[], row: number): [left: number, right: number][] {
  const spans: [number, number][] = [];
  const crossings: { x: number; down: number }[] = [];
  for (const [at, [x1, y1]] of corners.entries()) {
    const [x2, y2] = corners[(at + 1) % corners.length] ?? [x1, y1];
    const touched = spanOfEdge([x1, y1], [x2, y2], row);
    if (touched) spans.push(touched);
    // The middle of the row decides about the inside; the edges themselves are above.
    const middle = row + 0.5;
    if (y1 <= middle !== y2 <= middle)
      crossings.push({ x: x1 + ((middle - y1) / (y2 - y1)) * (x2 - x1), down: y2 > y1 ? 1 : -1 });
  }
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  for (const [at, { x, down }] of crossings.entries()) {
    winding += down;
    const next = crossings[at + 1];
    if (winding !== 0 && next) spans.push([x, next.x]);
  }
  return spans;
}

/** The part of an edge within a row. */
function spanOfEdge([x1, y1]: Point, [x2, y2]: Point, row: number): [number, number] | undefined {
  const top = Math.max(row, Math.min(y1, y2));
  const bottom = Math.min(row + 1, Math.max(y1, y2));
  if (top > bottom) return undefined;
  if (y1 === y2) return [Math.min(x1, x2), Math.max(x1, x2)];
  const xAt = (y: number) => x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  return [Math.min(xAt(top), xAt(bottom)), Math.max(xAt(top), xAt(bottom))];
}
