import type { TileSettings } from '../../server/contract/wall.ts';

/** The wish of a tile for pictures. Sizes are device pixels of its canvas. */
export interface TileWish extends TileSettings {
  camera: string;
  widthPx: number;
  heightPx: number;
  /** The width of the camera's own picture; null: not known yet. The tile asks for no larger one. */
  cameraWidthPx: number | null;
  /** Frames per second at most; null: as many as the camera gives. */
  fps: number | null;
  /** The picture has the camera's own size, whatever the tile's size, so that people can zoom into it. */
  full: boolean;
}

/** The view of a tile. `ageMs` is the age of the shown picture: the time from its capture until now. */
export type TileView =
  /** No picture was painted yet. */
  | { kind: 'waiting' }
  | { kind: 'live'; ageMs: number; framesPerSecond: number }
  /** The shown picture is too old to count as live. */
  | { kind: 'frozen'; ageMs: number }
  /** Pictures arrive, but this browser can show none of them. */
  | { kind: 'undecodable' }
  /** The tile shows a placeholder of the server, which says why there is no picture. */
  | { kind: 'placeholder' }
  /** The server refuses pictures of the camera now, and says why. */
  | { kind: 'refused'; message: string };
