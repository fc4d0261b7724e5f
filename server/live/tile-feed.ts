import type { LiveNotice, LiveTile } from '../contract/live.ts';
import type { LiveConnection } from './live-connection.ts';

/** The reason why a tile gets no frames. */
export type TileRefusal = Omit<Extract<LiveNotice, { type: 'refused' }>, 'type' | 'tile'>;

/** The part of a connection that a tile sends with. */
export type SendingSide = Pick<LiveConnection, 'hasRoom' | 'send' | 'sendFrame'>;

/** The frames of one tile of a page. */
export interface TileFeed {
  start(): void;
  /** Whether the tile shows the same as that one, at any size and rate; then `change` may be called. */
  isOf(wanted: LiveTile): boolean;
  /** Whether the tile gets frames of this size and rate. */
  showsAs(wanted: LiveTile): boolean;
  /** Changes the size or rate of the tile, or tries again after a refusal. */
  change(wanted: LiveTile): void;
  /** Tells that the page has finished with a frame. A sequence that is not in flight is ignored. */
  confirm(sequence: number): void;
  /** Sends what is ready, if the page and the connection are ready for it. */
  flush(): void;
  close(): void;
}
