import type { CameraHealth } from '../../server/contract/health.ts';
import {
  defaultWallSettings,
  maxTilesPerPage,
  type WallCommand,
  type WallSettings,
} from '../../server/contract/wall.ts';

/** What a wall shows: which cameras, on which page, one of them enlarged, and a message across. */
export class WallModel {
  /** What is saved of this wall. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  /** All cameras as the server last told, in configured order. */
  cameras = $state.raw<CameraHealth[]>([]);
  /** Picked from outside for now, in this order; null: as `settings` says. */
  shown = $state.raw<readonly string[] | null>(null);
  /** Picked on the page; null: as `settings` says. */
  group = $state<string | null>(null);
  enlarged = $state<string | null>(null);
  message = $state.raw<{ text: string; seconds: number } | null>(null);
  #page = $state(0);

  /** All cameras of this wall, in its order. */
  readonly tiles = $derived(this.#arranged());
  readonly perPage = $derived(Math.min(this.settings.per_page ?? maxTilesPerPage, maxTilesPerPage));
  readonly pageCount = $derived(Math.max(1, Math.ceil(this.tiles.length / this.perPage)));
  /** From 0. */
  readonly page = $derived(Math.min(this.#page, this.pageCount - 1));
  /** The cameras of the page that is shown. */
  readonly pageTiles = $derived(this.tiles.slice(this.page * this.perPage, (this.page + 1) * this.perPage));
  readonly enlargedCamera = $derived(this.cameras.find(({ id }) => id === this.enlarged));

  /** Turns pages; after the last comes the first. */
  turnPage(by: 1 | -1): void {
    this.#page = (this.page + by + this.pageCount) % this.pageCount;
  }

  /** @param page from 0 */
  showPage(page: number): void {
    this.#page = Math.max(0, Math.min(page, this.pageCount - 1));
  }

  /** The camera before or after the enlarged one fills the wall. */
  enlargeNext(by: 1 | -1): void {
    const at = this.tiles.findIndex(({ id }) => id === this.enlarged);
    const next = this.tiles[(at + by + this.tiles.length) % this.tiles.length];
    if (next) this.enlarged = next.id;
  }

  /** Does what somebody wants from afar. */
  take({ show, enlarge, page, message, message_seconds = 10 }: WallCommand): void {
    if (show !== undefined) this.shown = show;
    if (enlarge !== undefined) this.enlarged = enlarge;
    if (page === 'next') this.turnPage(1);
    else if (page === 'previous') this.turnPage(-1);
    else if (page !== undefined) this.showPage(page - 1);
    if (message !== undefined)
      this.message = message === null ? null : { text: message, seconds: message_seconds };
  }

  #arranged(): CameraHealth[] {
    const { cameras: order, hidden } = this.settings;
    const found = (ids: readonly string[]) =>
      ids.flatMap((wanted) => this.cameras.find(({ id }) => id === wanted) ?? []);
    if (this.shown) return found(this.shown);
    const picked = found(order);
    const rest = this.cameras.filter((camera) => !picked.includes(camera));
    return [...picked, ...rest].filter(({ id }) => !hidden.includes(id));
  }
}
