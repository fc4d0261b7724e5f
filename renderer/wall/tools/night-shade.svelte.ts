import { TickingClock } from '../../parts/ticking-clock.ts';
import type { WallModel } from '../layout/wall-model.svelte.ts';
import { dimLevelAt, usualDimLevel } from './night-dim.ts';

/** The wall looks at the clock this often, so it dims at most this late. */
const lookEveryMs = 10_000;

/** The darkness of the wall now: by the saved hours, unless a person wants it otherwise. */
export class NightShade {
  readonly #model: Pick<WallModel, 'settings'>;
  readonly #clock: TickingClock;
  /** The wish of a person. It holds until the hours change between day and night; `whileDark` is the time of the wish. */
  #wanted = $state.raw<{ dark: boolean; whileDark: boolean } | null>(null);

  constructor(model: Pick<WallModel, 'settings'>, clock = new TickingClock(lookEveryMs)) {
    this.#model = model;
    this.#clock = clock;
  }

  /** 0 (bright) to 0.95. */
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
