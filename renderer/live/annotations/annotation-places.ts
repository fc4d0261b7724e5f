import type { Annotation } from '../../../server/contract/hook/hook-answer.ts';
import type { TileSettings } from '../../../server/contract/wall.ts';
import type { PixelSize } from '../painting/picture-placement.ts';

/** A place in a tile, in pixels. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Smaller parts of a box are not drawn. */
const leastPx = 1;

/**
 * The place of a box in a tile: where the tile shows that part of the picture, turned and fitted as it is. The part outside
 * the tile is cut off; undefined when nothing is left. @param picture the size of the upright picture
 */
export function placeBox(
  [left, top, width, height]: NonNullable<Annotation['box']>,
  picture: PixelSize,
  tile: PixelSize & TileSettings,
): Place | undefined {
  const isSideways = tile.rotate % 180 !== 0;
  const across = isSideways ? picture.heightPx : picture.widthPx;
  const down = isSideways ? picture.widthPx : picture.heightPx;
  if (across <= 0 || down <= 0) return undefined;
  const pick = tile.fit === 'crop' ? Math.max : Math.min;
  const scale = pick(tile.widthPx / across, tile.heightPx / down);
  const corners = [
    [left, top],
    [left + width, top + height],
  ].map(([x = 0, y = 0]) => {
    const part = (share: number) => Math.min(1, Math.max(0, share)) - 0.5;
    const [turnedX, turnedY] = turned(
      part(x) * picture.widthPx * scale,
      part(y) * picture.heightPx * scale,
      tile.rotate,
    );
    return { x: turnedX + tile.widthPx / 2, y: turnedY + tile.heightPx / 2 };
  });
  const range = (values: number[], most: number) => {
    const [from, to] = [Math.max(0, Math.min(...values)), Math.min(most, Math.max(...values))];
    return { from, length: to - from };
  };
  const horizontal = range(
    corners.map(({ x }) => x),
    tile.widthPx,
  );
  const vertical = range(
    corners.map(({ y }) => y),
    tile.heightPx,
  );
  if (horizontal.length < leastPx || vertical.length < leastPx) return undefined;
  return {
    left: horizontal.from,
    top: vertical.from,
    width: horizontal.length,
    height: vertical.length,
  };
}

/** A point around the middle, turned clockwise. */
function turned(x: number, y: number, rotate: TileSettings['rotate']): [x: number, y: number] {
  switch (rotate) {
    case 0:
      return [x, y];
    case 90:
      return [-y, x];
    case 180:
      return [-x, -y];
    case 270:
      return [y, -x];
    default:
      return rotate satisfies never;
  }
}

/** The top of a box's label: above the box, or inside it where there is no room above. It stays in the tile. */
export function labelTop({ top }: Place, labelHeightPx: number, tileHeightPx: number): number {
  const above = top - labelHeightPx;
  return Math.max(0, Math.min(above >= 0 ? above : top, tileHeightPx - labelHeightPx));
}

/** Pixels of a label's text; undefined: the tile is too small for labels. */
export function labelFontPx({ widthPx, heightPx }: PixelSize): number | undefined {
  const side = Math.min(widthPx, heightPx);
  return side < 120 ? undefined : Math.round(Math.min(18, Math.max(11, side * 0.032)));
}

/** "person 87 %" */
export function labelText({ label, score }: Pick<Annotation, 'label' | 'score'>): string {
  return score === null ? label : `${label} ${Math.round(score * 100)} %`.trim();
}

/** Bright colours that differ for people with any kind of colour vision; a dark line around them does the rest. */
const colours = [
  '#ffd84d',
  '#4dd2ff',
  '#ff8ad8',
  '#8dff7a',
  '#ffa14d',
  '#c9b3ff',
  '#ff7a6b',
  '#5cffd6',
] as const;

/** The colour of a label: always the same for the same text. */
export function labelColour(label: string): string {
  let sum = 0;
  for (const char of label) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return colours[sum % colours.length] ?? colours[0];
}
