import type { Raster } from '../raster.ts';
import { glyphsOf, letterRows } from './bitmap-font.ts';
import { drawGlyph, type DotStyle } from './draw-glyph.ts';

/** The distance between two lines of text, in dots. */
export const lineDots = letterRows;
const spacingDots = 1;

/** Draws one line of text, `lineDots` dots high. */
export function drawText(raster: Raster, text: string, style: DotStyle): void {
  let { x } = style;
  for (const glyph of glyphsOf(text)) {
    drawGlyph(raster, glyph, { ...style, x });
    x += (glyph.columns + spacingDots) * style.dotSize;
  }
}

/** Width of one line of text in pixels. */
export function textWidth(text: string, dotSize: number): number {
  return Math.max(0, advanceDots(text) - spacingDots) * dotSize;
}

/** The longest beginning of a text that is no wider than `width` pixels. */
export function fittingPrefix(text: string, width: number, dotSize: number): string {
  const limitDots = Math.floor(width / dotSize) + spacingDots;
  let dots = 0;
  let length = 0;
  for (const character of text) {
    dots += advanceDots(character);
    if (dots > limitDots) break;
    length += character.length;
  }
  return text.slice(0, length);
}

/** The text, or as much of its beginning as fits in `width` pixels with an ellipsis. */
export function ellipsize(text: string, width: number, dotSize: number): string {
  if (textWidth(text, dotSize) <= width) return text;
  const ellipsis = '…';
  const room = width - textWidth(ellipsis, dotSize) - spacingDots * dotSize;
  return fittingPrefix(text.normalize('NFC'), room, dotSize).trimEnd() + ellipsis;
}

function advanceDots(text: string): number {
  return glyphsOf(text).reduce((sum, glyph) => sum + glyph.columns + spacingDots, 0);
}
