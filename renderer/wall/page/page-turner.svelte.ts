import type { WallModel } from '../layout/wall-model.svelte.ts';

/** Whoever just touched the wall is left to look. */
const quietMs = 10_000;

/** Turns a wall's pages by itself: not while somebody uses it, nor while one camera fills it or nobody can see it. */
export class PageTurner {
  /** How much of the page's time is over, 0 to 1. */
  progress = $state(0);
  readonly #model: WallModel;
  readonly #nowMs: () => number;
  #page = 0;
  #shownAtMs = 0;
  #touchedAtMs = -Infinity;

  /** @param nowMs monotonic milliseconds */
  constructor(model: WallModel, nowMs: () => number) {
    this.#model = model;
    this.#nowMs = nowMs;
  }

  /** Whether pages turn at all. */
  get turns(): boolean {
    return this.#model.settings.dwell_seconds > 0 && this.#model.pageCount > 1;
  }

  /** Somebody uses the wall. */
  touched(): void {
    this.#touchedAtMs = this.#nowMs();
  }

  /** To be called about twice a second while `turns`. @param visible somebody can see the page */
  tick(visible: boolean): void {
    const model = this.#model;
    if (!this.turns || !visible || model.enlargedCamera || model.page !== this.#page) return this.#begin();
    const dwellMs = model.settings.dwell_seconds * 1_000;
    const shownMs = this.#nowMs() - this.#shownAtMs;
    this.progress = Math.min(1, shownMs / dwellMs);
    if (shownMs < dwellMs || this.#nowMs() - this.#touchedAtMs < quietMs) return;
    model.turnPage(1);
    this.#begin();
  }

  #begin(): void {
    this.progress = 0;
    this.#page = this.#model.page;
    this.#shownAtMs = this.#nowMs();
  }
}
