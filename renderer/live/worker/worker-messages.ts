import type { WallCommand, WallRepairs, WallSettings } from '../../../server/contract/wall.ts';
import type { SeenInPicture } from '../annotations/tile-annotations.ts';
import type { RecordedView, TileView, TileWish } from '../live-tile.ts';
import type { TileCamera } from '../tile-camera.ts';
import type { Access, SocketState } from './socket-state.ts';

/** A message of the page to its worker. `key` names a tile as long as its canvas lives. */
export type PageMessage =
  | { type: 'start'; url: string; sameMachine: boolean; unreported: WallRepairs }
  | { type: 'access'; access: Access }
  | { type: 'hidden'; hidden: boolean }
  /** The network is back or the page is visible again, so the worker should try to connect now. */
  | { type: 'hurry' }
  /** `recorded`: its wishes have a place in the recordings. */
  | { type: 'add'; key: number; canvas: OffscreenCanvas; wish: TileWish | null; recorded: boolean }
  /** Null: the tile is out of sight and wants nothing. */
  | { type: 'wish'; key: number; wish: TileWish | null }
  | { type: 'camera'; key: number; camera: TileCamera }
  | { type: 'remove'; key: number }
  | { type: 'snapshot'; key: number; request: number }
  | { type: 'ping' };

/** A message of the worker to its page. */
export type WorkerMessage =
  | { type: 'connection'; state: SocketState }
  | { type: 'settings'; settings: WallSettings }
  | { type: 'command'; command: WallCommand }
  /** The server's clock is ahead of this machine's clock by `offsetMs`. */
  | { type: 'clock'; offsetMs: number }
  | { type: 'views'; views: { key: number; view: TileView }[] }
  /** What hooks see in the picture of a tile; undefined: nothing any more. */
  | { type: 'seen'; key: number; seen: SeenInPicture | undefined }
  | { type: 'recorded-view'; key: number; view: RecordedView }
  | { type: 'snapshot'; request: number; result: { blob: Blob } | { problem: string } }
  /** No repair has helped, so the page should be loaded again. `unreported`: repairs that no report has named yet. */
  | { type: 'reload'; unreported: WallRepairs }
  | { type: 'pong' };
