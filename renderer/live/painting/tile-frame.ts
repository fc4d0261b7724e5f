import type { LiveHeader } from '../../../server/contract/live.ts';

/** One picture for a tile, as it came from the server. */
export interface TileFrame {
  header: LiveHeader;
  jpeg: Uint8Array<ArrayBuffer>;
}
