import type { WallCommand, WallRepairs, WallSettings } from '../../../../server/contract/wall.ts';
import type { TileView, TileWish } from '../live-tile.ts';
import type { TileCamera } from '../tile-camera.ts';
import type { Access, SocketState } from './socket-state.ts';

/** What the page tells its worker. `key` names a tile as long as its canvas lives. */
export type PageMessage =
  | { type: 'start'; url: string; sameMachine: boolean; unreported: WallRepairs }
  | { type: 'access'; access: Access }
  | { type: 'hidden'; hidden: boolean }
  /** The network is back, or the page is seen again: do not wait any longer. */
  | { type: 'hurry' }
  | { type: 'add'; key: number; canvas: OffscreenCanvas; wish: TileWish | null }
  /** Null: it is out of sight and wants nothing. */
  | { type: 'wish'; key: number; wish: TileWish | null }
  | { type: 'camera'; key: number; camera: TileCamera }
  | { type: 'remove'; key: number }
  | { type: 'snapshot'; key: number; request: number }
  | { type: 'ping' };

/** What the worker tells its page. */
export type WorkerMessage =
  | { type: 'connection'; state: SocketState }
  | { type: 'settings'; settings: WallSettings }
  | { type: 'command'; command: WallCommand }
  /** How far the server's clock is ahead of this machine's. */
  | { type: 'clock'; offsetMs: number }
  | { type: 'views'; views: { key: number; view: TileView }[] }
  | { type: 'snapshot'; request: number; result: { blob: Blob } | { problem: string } }
  /** Nothing else helps: load the page anew. With the repairs that were not reported yet. */
  | { type: 'reload'; unreported: WallRepairs }
  | { type: 'pong' };
