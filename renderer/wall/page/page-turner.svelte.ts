import type { WallModel } from '../layout/wall-model.svelte.ts';

/** Pages do not turn for this long after a person has touched the wall. */
const quietMs = 10_000;

/** Turns the pages of a wall. It waits while a person uses the wall, a camera fills it, or nobody can see it. */
export class PageTurner {
  /** The part of the page's time that is over, 0 to 1. */
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

  /** Call it when a person uses the wall. */
  touched(): void {
    this.#touchedAtMs = this.#nowMs();
  }

  /** Call it about twice a second while `turns` is true. @param visible people can see the browser page */
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
