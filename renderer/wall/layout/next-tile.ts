import { transposed, type Rect } from './rect.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The index of the tile that the eye finds next in a direction; undefined at the edge. */
export function nextTile(tiles: readonly Rect[], from: number, direction: Direction): number | undefined {
  const upright = direction === 'up' || direction === 'down';
  // With x and y exchanged, up and down become left and right.
  const rects = upright ? tiles.map(transposed) : tiles;
  const here = rects[from];
  if (!here) return undefined;
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: { index: number; distancePx: number } | undefined;
  for (const [index, there] of rects.entries()) {
    const aheadPx = sign * (middleX(there) - middleX(here));
    const sidewaysPx = gapBetween(here, there);
    if (aheadPx <= 0 || overlapInX(here, there)) continue;
    // Left and right stay in their row, because the next page follows at its end. Up and down reach every row.
    if (!upright && sidewaysPx > 0) continue;
    const distancePx = aheadPx + sidewaysWeight * sidewaysPx + Math.abs(middleY(there) - middleY(here)) / 10;
    if (!best || distancePx < best.distancePx) best = { index, distancePx };
  }
  return best?.index;
}

/** A tile that is straight ahead wins against a nearer one at the side. Among those, the middles decide a little. */
const sidewaysWeight = 3;

function gapBetween(a: Rect, b: Rect): number {
  return Math.max(0, b.yPx - a.yPx - a.heightPx, a.yPx - b.yPx - b.heightPx);
}

function overlapInX(a: Rect, b: Rect): boolean {
  return a.xPx < b.xPx + b.widthPx && b.xPx < a.xPx + a.widthPx;
}

function middleX({ xPx, widthPx }: Rect): number {
  return xPx + widthPx / 2;
}

function middleY({ yPx, heightPx }: Rect): number {
  return yPx + heightPx / 2;
}
