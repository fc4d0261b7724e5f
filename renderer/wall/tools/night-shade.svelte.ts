import { TickingClock } from '../../parts/ticking-clock.ts';
import type { WallModel } from '../layout/wall-model.svelte.ts';
import { dimLevelAt, usualDimLevel } from './night-dim.ts';

/** How often the clock is looked at: a wall dims at most this late. */
const lookEveryMs = 10_000;

/** How dark the wall is now: by its hours, unless a person wants it otherwise. */
export class NightShade {
  readonly #model: Pick<WallModel, 'settings'>;
  readonly #clock: TickingClock;
  /** Holds until the hours themselves change between day and night: who dims at noon has a dim wall this night too. */
  #wanted = $state.raw<{ dark: boolean; whileDark: boolean } | null>(null);

  constructor(model: Pick<WallModel, 'settings'>, clock = new TickingClock(lookEveryMs)) {
    this.#model = model;
    this.#clock = clock;
  }

  /** 0 bright to 0.95. */
  get level(): number {
    const { dim } = this.#model.settings;
    const byHours = dimLevelAt(dim, this.#clock.now);
    if (!this.#wanted || this.#wanted.whileDark !== byHours > 0) return byHours;
    return this.#wanted.dark ? (dim?.level ?? usualDimLevel) : 0;
  }

  /** Darkens a bright wall and brightens a dark one. */
  toggle(): void {
    const byHours = dimLevelAt(this.#model.settings.dim, this.#clock.now);
    this.#wanted = { dark: this.level === 0, whileDark: byHours > 0 };
  }
}
