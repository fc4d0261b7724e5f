import type { KioskSettings } from '../../server/contract/kiosk/kiosk.ts';
import type { Logger } from '../../server/log/logger.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { Listeners } from '../../server/runtime/listeners.ts';
import {
  askedHold,
  currentHold,
  noHold,
  screenState,
  touchedHold,
  type Hold,
  type Moment,
  type ScreenState,
} from './hold.ts';

export interface ScreenPowerParts {
  clock: Clock;
  logger: Logger;
  /** Brings the displays there; called again with the same it does nothing. Never rejects. */
  switchDisplays: (on: boolean) => Promise<void>;
}

/** The one owner of whether the screen is on: what the schedule says, and what people want otherwise. */
export class ScreenPower {
  readonly #parts: ScreenPowerParts;
  readonly #listeners = new Listeners<[ScreenState]>();
  #settings: KioskSettings;
  #hold: Hold = noHold;
  #told: ScreenState;

  constructor(settings: KioskSettings, parts: ScreenPowerParts) {
    this.#parts = parts;
    this.#settings = settings;
    this.#told = this.state;
  }

  get state(): ScreenState {
    const moment = this.#moment();
    const { schedule } = this.#settings;
    return screenState(currentHold(this.#hold, schedule, moment), schedule, moment);
  }

  /** Off until the schedule switches it on next, or somebody wakes it. Resolves when the displays were switched. */
  sleep(): Promise<void> {
    return this.#take(askedHold(false, this.#settings.schedule, this.#moment().now));
  }

  /** "asked": on until the schedule says otherwise; "touch": as `touched`. Resolves when the displays were switched. */
  wake(by: 'asked' | 'touch'): Promise<void> {
    if (by === 'touch') return this.touched();
    return this.#take(askedHold(true, this.#settings.schedule, this.#moment().now));
  }

  /** Somebody is there: wakes a dark screen where the settings want that, and keeps one awake that was woken so. */
  touched(): Promise<void> {
    const { schedule, awake_seconds, wake_on_touch } = this.#settings;
    if (!this.state.on && !wake_on_touch) return Promise.resolve();
    return this.#take(touchedHold(this.#hold, schedule, awake_seconds * 1_000, this.#moment()));
  }

  /** Calls `listener` when the screen goes on or off, or is on or off for another reason, until `signal` aborts. */
  onChange(listener: (state: ScreenState) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** What was asked for stays, until the new schedule ends it. */
  settingsChanged(settings: KioskSettings): Promise<void> {
    this.#settings = settings;
    const { now } = this.#moment();
    return this.#take(
      this.#hold.kind === 'asked' ? askedHold(this.#hold.on, settings.schedule, now) : this.#hold,
    );
  }

  /** Looks whether it is time to switch: to be called every few seconds. */
  tick(): Promise<void> {
    return this.#take(this.#hold);
  }

  #take(hold: Hold): Promise<void> {
    this.#hold = currentHold(hold, this.#settings.schedule, this.#moment());
    const state = this.state;
    const { on, reason, changesAt } = state;
    if (on !== this.#told.on || reason !== this.#told.reason) {
      this.#told = state;
      this.#parts.logger.info({ reason, until: changesAt }, `The screen is ${on ? 'on' : 'off'}`);
      this.#listeners.tell(state);
    }
    return this.#parts.switchDisplays(on);
  }

  #moment(): Moment {
    return { now: this.#parts.clock.now(), nowMs: this.#parts.clock.nowMs() };
  }
}
