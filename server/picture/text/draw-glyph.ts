import type { Colour, Raster } from '../raster.ts';
import type { Glyph } from './glyph.ts';

/** The place and look of dots: x, y is the top left corner, a dot is a square of `dotSize` pixels. */
export interface DotStyle {
  readonly x: number;
  readonly y: number;
  readonly dotSize: number;
  readonly colour: Colour;
}

const corners = [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const;

/** Draws a glyph with smoothed slopes. */
export function drawGlyph(raster: Raster, glyph: Glyph, style: DotStyle): void {
  for (const row of glyph.rows.keys()) {
    for (let column = 0; column < glyph.columns; column++) drawDot(raster, glyph, column, row, style);
  }
}

function drawDot(raster: Raster, glyph: Glyph, column: number, row: number, style: DotStyle): void {
  const { dotSize, colour } = style;
  const isSet = (x: number, y: number) => (((glyph.rows[y] ?? 0) >> x) & 1) === 1;
  const dot = { ...style, x: style.x + column * dotSize, y: style.y + row * dotSize };
  if (isSet(column, row)) {
    raster.rect({ x: dot.x, y: dot.y, width: dotSize, height: dotSize }, colour);
    return;
  }
  if (dotSize === 1) return;
  for (const [dx, dy] of corners) {
    const isStep = isSet(column + dx, row) && isSet(column, row + dy) && !isSet(column + dx, row + dy);
    if (isStep) fillCorner(raster, dot, dx, dy);
  }
}

/**
 * Fills the half of an empty dot between two dots that touch only at a corner, so that slopes become lines instead of
 * stairs (the SAA5050 of teletext sets did the same).
 */
function fillCorner(raster: Raster, { x, y, dotSize, colour }: DotStyle, dx: -1 | 1, dy: -1 | 1): void {
  for (let row = 0; row < dotSize; row++) {
    for (let column = 0; column < dotSize - row; column++) {
      const opacity = column + row === dotSize - 1 ? 0.5 : 1;
      const right = dotSize - 1 - column;
      const lower = dotSize - 1 - row;
      raster.blend(x + (dx < 0 ? column : right), y + (dy < 0 ? row : lower), colour, opacity);
    }
  }
}
