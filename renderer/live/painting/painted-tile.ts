import type { LiveReport, LiveTile } from '../../../server/contract/live.ts';
import type { TileView, TileWish } from '../live-tile.ts';
import type { TileRepair } from '../worker/tile-repair-ladder.ts';
import type { TileFrame } from './tile-frame.ts';
import type { ClockReading } from './tile-state.ts';

/** A tile as the engine sees it, whether it shows a camera or its recordings. */
export interface PaintedTile {
  set wish(wish: TileWish | null);
  /** The pictures that the server should send; undefined: none. */
  readonly subscription: LiveTile | undefined;
  readonly isRefused: boolean;
  /** Takes another number, so that frames on their way for the old number do not count. */
  subscribeAnew(): void;
  /** True when the frame was for this tile. */
  show(frame: TileFrame): boolean;
  refuse(tile: number, message: string): void;
  /** Undefined for recordings: their tile tells its view by itself. */
  view(moment: ClockReading): TileView | undefined;
  /** The report on the shown picture; undefined where the tile wants nothing, and for recordings. */
  report(moment: ClockReading): LiveReport['tiles'][number] | undefined;
  /** The repair that the tile needs now; undefined: none. */
  neededRepair(connected: boolean, nowMs: number): TileRepair | undefined;
  snapshot(): Promise<Blob>;
}
