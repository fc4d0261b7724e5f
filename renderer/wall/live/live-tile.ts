import type { TileSettings } from '../../../server/contract/wall.ts';

/** What a tile wants to be shown. Sizes are device pixels of its canvas. */
export interface TileWish extends TileSettings {
  camera: string;
  widthPx: number;
  heightPx: number;
  /** Pixels of the camera's own picture, where known: no size above it is asked for. */
  cameraWidthPx: number | null;
  /** Frames per second at most; null: as many as the camera gives. */
  fps: number | null;
  /** The camera's own picture whatever the tile's size, for zooming into it. */
  full: boolean;
}

/** What is to see in a tile. Ages are those of the picture on the glass: from its capture until now. */
export type TileView =
  /** Nothing was painted yet. */
  | { kind: 'waiting' }
  | { kind: 'live'; ageMs: number; framesPerSecond: number }
  /** The picture on the glass is too old to pass for live. */
  | { kind: 'frozen'; ageMs: number }
  /** Pictures come, and this browser can show none of them. */
  | { kind: 'undecodable' }
  /** The server sends the picture that says why there is none; what was there before is gone. */
  | { kind: 'placeholder' }
  /** The server gives no picture of it now, and says why. */
  | { kind: 'refused'; message: string };
