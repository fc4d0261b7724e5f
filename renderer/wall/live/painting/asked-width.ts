import { sizeClassFor, type LiveTile } from '../../../../server/contract/live.ts';
import type { TileWish } from '../live-tile.ts';

/**
 * A smaller picture costs the server a decoding and an encoding of each frame, 9 to 14 ms of 1280x720, where a browser
 * decodes it at the size shown in 3 to 4 (one x86 core, Chromium 156). So the server makes one only where that spares
 * the network most of the bytes: at a third of the camera's width or less.
 */
const worthwhileReduction = 3;

/**
 * Pixels wide that a picture is asked for, one of the size classes; null: as the camera sends it. On the server's own
 * machine there is no network to spare.
 */
export function askedWidth(
  { widthPx, heightPx, rotate, fit, cameraWidthPx, full }: Omit<TileWish, 'camera' | 'fps'>,
  sameMachine: boolean,
): LiveTile['width'] {
  if (full || sameMachine || cameraWidthPx === null) return null;
  const [acrossPx, downPx] = rotate % 180 === 0 ? [widthPx, heightPx] : [heightPx, widthPx];
  // A picture that fills its tile reaches beyond it.
  const shownPx = fit === 'crop' ? Math.max(acrossPx, downPx * usualAspect) : acrossPx;
  const width = sizeClassFor(shownPx, cameraWidthPx);
  return width !== null && width * worthwhileReduction <= cameraWidthPx ? width : null;
}

const usualAspect = 16 / 9;
