import type { LiveNotice, Playback } from '../../server/contract/live.ts';
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
  /** Whether the tile shows what hooks see. */
  annotations?: boolean;
  /** From the recordings; without it the camera's live picture. */
  place?: Place;
}

/** The place in the recordings from which a tile plays. Each other place has another `seek`. */
export interface Place extends Playback {
  seek: number;
}

type PlaybackNotice = Extract<LiveNotice, { type: 'playback' }>;

/** The view of a tile that shows recordings. `seek` is that of the place that it belongs to. */
export type RecordedView =
  /** Nothing has come yet. */
  | { kind: 'waiting' }
  /** `capturedAt` is the time of the shown picture, in milliseconds since the epoch. `isLast`: no step leads further. */
  | { kind: 'picture'; seek: number; capturedAt: number; isLast?: true }
  /** There is no picture at this time, or none any more. `nextMs` is the time of the next one; null: there is none. */
  | { kind: PlaybackNotice['state']; seek: number; atMs: number; nextMs: number | null }
  | { kind: 'undecodable'; seek: number }
  | { kind: 'refused'; message: string };

/** The view of a tile. `ageMs` is the age of the shown picture: the time from its capture until now. */
export type TileView =
  /** No picture was painted yet. `ageMs` is the time since the tile began to wait for one. */
  | { kind: 'waiting'; ageMs: number }
  | { kind: 'live'; ageMs: number; framesPerSecond: number }
  /** The shown picture is too old to count as live. */
  | { kind: 'frozen'; ageMs: number }
  /** Pictures arrive, but this browser can show none of them. */
  | { kind: 'undecodable' }
  /** The tile shows a placeholder of the server, which says why there is no picture. */
  | { kind: 'placeholder' }
  /** The server refuses pictures of the camera now, and says why. */
  | { kind: 'refused'; message: string };
