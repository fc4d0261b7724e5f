import type { TileView } from '../live-tile.ts';

/** Ages and rates change all the time. The page gets new ones once a second. */
const figuresIntervalMs = 1_000;

interface KeyedView {
  key: number;
  view: TileView;
}

/** Chooses the views that the page must be told: another kind at once, and other figures once a second. */
export class ViewNews {
  readonly #told = new Map<number, { view: TileView; atMs: number }>();

  of(views: KeyedView[], nowMs: number): KeyedView[] {
    const news = views.filter(({ key, view }) => {
      const told = this.#told.get(key);
      if (!told || told.view.kind !== view.kind) return true;
      return nowMs - told.atMs >= figuresIntervalMs && JSON.stringify(told.view) !== JSON.stringify(view);
    });
    for (const { key, view } of news) this.#told.set(key, { view, atMs: nowMs });
    return news;
  }

  forget(key: number): void {
    this.#told.delete(key);
  }
}
