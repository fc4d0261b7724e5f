import type { CameraHealth } from '../../../server/contract/health.ts';
import type { TileView, TileWish } from './live-tile.ts';
import { tileCamera } from './tile-camera.ts';
import type { PageMessage } from './worker/worker-messages.ts';

/** How a tile speaks with the worker that paints it. */
export interface TileLink {
  send(message: PageMessage): void;
  snapshot(key: number): Promise<Blob>;
  remove(key: number): void;
}

/** One tile of a wall, from the page's side; ends with its canvas. */
export class LiveTileHandle implements Disposable {
  readonly key: number;
  readonly #link: TileLink;
  /** Told anew at most four times a second. */
  view = $state.raw<TileView>({ kind: 'waiting' });

  constructor(key: number, link: TileLink) {
    this.key = key;
    this.#link = link;
  }

  /** Null while it is out of sight: it is sent nothing. */
  set wish(wish: TileWish | null) {
    this.#link.send({ type: 'wish', key: this.key, wish });
  }

  /** What the server last told of the camera, as often as it tells: whether pictures are to be expected. */
  set camera(camera: CameraHealth) {
    this.#link.send({ type: 'camera', key: this.key, camera: tileCamera(camera) });
  }

  /** A JPEG of what is painted now. Rejects when nothing is. */
  snapshot(): Promise<Blob> {
    return this.#link.snapshot(this.key);
  }

  [Symbol.dispose](): void {
    this.#link.remove(this.key);
  }
}
