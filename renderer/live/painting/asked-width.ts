import { sizeClassFor, type LiveTile } from '../../../server/contract/live.ts';
import type { TileWish } from '../live-tile.ts';

/**
 * For a smaller picture the server decodes and encodes each frame: 9 to 14 ms for 1280x720. A browser decodes the
 * large one at the size shown in 3 to 4 ms (one x86 core, Chromium 156). So a tile asks for a smaller picture only where
 * that saves most of the bytes: at a third of the camera's width or less.
 */
const worthwhileReduction = 3;

/**
 * The width to ask for, one of the size classes; null: the width of the camera. On the server's own machine no bytes
 * cross a network, so the answer is null there.
 */
export function askedWidth(
  { widthPx, heightPx, rotate, fit, cameraWidthPx, full }: Omit<TileWish, 'camera' | 'fps'>,
  sameMachine: boolean,
): LiveTile['width'] {
  if (full || sameMachine || cameraWidthPx === null) return null;
  const [acrossPx, downPx] = rotate % 180 === 0 ? [widthPx, heightPx] : [heightPx, widthPx];
  // A picture that fills its tile may be wider than the tile.
  const shownPx = fit === 'crop' ? Math.max(acrossPx, downPx * usualAspect) : acrossPx;
  const width = sizeClassFor(shownPx, cameraWidthPx);
  return width !== null && width * worthwhileReduction <= cameraWidthPx ? width : null;
}

const usualAspect = 16 / 9;
