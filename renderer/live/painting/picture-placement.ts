import type { TileWish } from '../live-tile.ts';

/** Some browsers refuse larger canvases, and a Pi has no memory for them. */
const maxSidePx = 4_096;

export interface PixelSize {
  widthPx: number;
  heightPx: number;
}

/** The place of a picture on its canvas. Both have the same middle. */
export interface PicturePlacement {
  canvas: PixelSize;
  /** The drawn size of the upright picture, before the tile turns it. */
  drawn: PixelSize;
  /** Clockwise. */
  turnRadians: number;
}

/**
 * Places a picture, whose size is that of the upright picture. The canvas has the tile's shape, but no more pixels than
 * the picture can fill: the browser enlarges the canvas more cheaply. With `full` it has all pixels of the picture.
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
