import { liveLimits, type LiveTile } from '../contract/live.ts';
import type { Clock } from '../runtime/clock.ts';
import { Allowance } from '../runtime/queue/allowance.ts';
import type { TileFeed } from './tile-feed.ts';

/** The pause between two openings for a page that changes its tiles too often. */
const waitMs = 250;

export interface ShownTilesParts {
  clock: Clock;
  create: (tile: LiveTile) => TileFeed;
  /** Called when tiles begin to wait. */
  onSlowed: () => void;
}

/**
 * The tiles of one page. Each new tile makes work for its camera, so only a limited number per second is opened; the
 * others wait.
 */
export class ShownTiles {
  readonly #parts: ShownTilesParts;
  readonly #left: AbortSignal;
  readonly #feeds = new Map<number, TileFeed>();
  readonly #openings: Allowance;
  readonly #places: Allowance;
  /** At most as many tiles as one message names: a newer message replaces the waiting tiles. */
  #waiting: LiveTile[] = [];
  #isWaiting = false;

  /** @param left aborts when the page has left */
  constructor(parts: ShownTilesParts, left: AbortSignal) {
    this.#parts = parts;
    this.#left = left;
    this.#openings = new Allowance(parts.clock, liveLimits.openings);
    this.#places = new Allowance(parts.clock, liveLimits.places);
  }

  /** Makes `wanted` the tiles of the page; tiles that stay the same are not interrupted. */
  show(wanted: readonly LiveTile[]): void {
    const numbers = new Set(wanted.map(({ tile }) => tile));
    for (const [number, feed] of this.#feeds) if (!numbers.has(number)) this.#close(number, feed);
    this.#open(wanted);
  }

  confirm(tile: number, sequence: number): void {
    this.#feeds.get(tile)?.confirm(sequence);
  }

  /** Sends the frames that wait for room. */
  flush(): void {
    for (const feed of this.#feeds.values()) feed.flush();
  }

  close(): void {
    this.#waiting = [];
    for (const [number, feed] of this.#feeds) this.#close(number, feed);
  }

  #open(wanted: readonly LiveTile[]): void {
    this.#waiting = wanted.filter((tile) => !this.#openNow(tile));
    if (this.#waiting.length > 0 && !this.#isWaiting) void this.#openLater();
  }

  /** Returns false when the tile has to wait. */
  #openNow(tile: LiveTile): boolean {
    if (this.#left.aborted) return true; // the page was disconnected while its tiles were being opened
    const existing = this.#feeds.get(tile.tile);
    const isSame = existing?.isOf(tile) ?? false;
    if (isSame && existing?.showsAs(tile)) return true;
    if (existing && !isSame) this.#close(tile.tile, existing);
    if (!(tile.playback ? this.#places : this.#openings).take()) return false;
    if (existing && isSame) {
      existing.change(tile);
      return true;
    }
    const feed = this.#parts.create(tile);
    this.#feeds.set(tile.tile, feed);
    feed.start();
    return true;
  }

  async #openLater(): Promise<void> {
    this.#isWaiting = true;
    this.#parts.onSlowed();
    while (this.#waiting.length > 0 && !this.#left.aborted) {
      await this.#parts.clock.sleep(waitMs, this.#left);
      if (!this.#left.aborted) this.#open(this.#waiting);
    }
    this.#isWaiting = false;
  }

  #close(number: number, feed: TileFeed): void {
    feed.close();
    this.#feeds.delete(number);
  }
}
