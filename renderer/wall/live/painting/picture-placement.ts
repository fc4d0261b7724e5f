import type { TileWish } from '../live-tile.ts';

/** Canvases of more would be refused by some browsers, and held by none of our machines. */
const maxSidePx = 4_096;

export interface PixelSize {
  widthPx: number;
  heightPx: number;
}

/** How a picture lies on its canvas, whose middle is the picture's middle. */
export interface PicturePlacement {
  canvas: PixelSize;
  /** Of the upright picture before it is turned. */
  drawn: PixelSize;
  /** Clockwise. */
  turnRadians: number;
}

/**
 * Places a picture of so many upright pixels. The canvas has the tile's shape, but no more pixels than the picture has
 * for it: making it larger is cheaper for who composes the page. With `full` it has all of the picture's.
 */
export function placePicture(
  picture: PixelSize,
  {
    widthPx,
    heightPx,
    rotate,
    fit,
    full,
  }: Pick<TileWish, 'widthPx' | 'heightPx' | 'rotate' | 'fit' | 'full'>,
): PicturePlacement {
  const [acrossPx, downPx] =
    rotate % 180 === 0 ? [picture.widthPx, picture.heightPx] : [picture.heightPx, picture.widthPx];
  const pick = fit === 'crop' ? Math.max : Math.min;
  const scale = pick(widthPx / acrossPx, heightPx / downPx);
  const density = Math.min(
    full ? 1 / scale : Math.min(1, 1 / scale),
    maxSidePx / Math.max(widthPx, heightPx),
  );
  const size = (width: number, height: number): PixelSize => ({
    widthPx: Math.max(1, Math.round(width * density)),
    heightPx: Math.max(1, Math.round(height * density)),
  });
  return {
    canvas: size(widthPx, heightPx),
    drawn: size(picture.widthPx * scale, picture.heightPx * scale),
    turnRadians: (rotate * Math.PI) / 180,
  };
}
