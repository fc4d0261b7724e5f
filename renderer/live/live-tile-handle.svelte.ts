import type { CameraHealth } from '../../server/contract/health.ts';
import type { SeenInPicture } from './annotations/tile-annotations.ts';
import type { TileView, TileWish } from './live-tile.ts';
import { tileCamera } from './tile-camera.ts';
import type { PageMessage } from './worker/worker-messages.ts';

/** The connection of a tile to the worker that paints it. */
export interface TileLink {
  send(message: PageMessage): void;
  snapshot(key: number): Promise<Blob>;
  remove(key: number): void;
}

/** The page's side of one tile. It lives as long as its canvas. */
export class LiveTileHandle implements Disposable {
  readonly key: number;
  readonly #link: TileLink;
  /** Updated at most four times a second. */
  view = $state.raw<TileView>({ kind: 'waiting', ageMs: 0 });
  /** What hooks see in the picture; undefined: nothing. */
  seen = $state.raw<SeenInPicture>();

  constructor(key: number, link: TileLink) {
    this.key = key;
    this.#link = link;
  }

  /** Null while the tile is out of sight: then the server sends it nothing. */
  set wish(wish: TileWish | null) {
    this.#link.send({ type: 'wish', key: this.key, wish });
  }

  /** To be set after each poll, because it says whether pictures can be expected. */
  set camera(camera: CameraHealth) {
    this.#link.send({ type: 'camera', key: this.key, camera: tileCamera(camera) });
  }

  /** A JPEG of the painted picture. Rejects when nothing is painted. */
  snapshot(): Promise<Blob> {
    return this.#link.snapshot(this.key);
  }

  [Symbol.dispose](): void {
    this.#link.remove(this.key);
  }
}
