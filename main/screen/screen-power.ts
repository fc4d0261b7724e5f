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
  type ClockReading,
  type ScreenState,
} from './hold.ts';

export interface ScreenPowerParts {
  clock: Clock;
  logger: Logger;
  /** Switches the displays. Does nothing when called again with the same value. Never rejects. */
  switchDisplays: (on: boolean) => Promise<void>;
}

/** Decides whether the screen is on, from the schedule and from the wishes of people. Nothing else decides it. */
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
    const reading = this.#reading();
    const { schedule } = this.#settings;
    return screenState(currentHold(this.#hold, schedule, reading), schedule, reading);
  }

  /** Off until the schedule switches it on next, or somebody wakes it. Resolves when the displays were switched. */
  sleep(): Promise<void> {
    return this.#take(askedHold(false, this.#settings.schedule, this.#reading().now));
  }

  /** "asked": on until the schedule says otherwise; "touch": as `touched`. Resolves when the displays were switched. */
  wake(by: 'asked' | 'touch'): Promise<void> {
    if (by === 'touch') return this.touched();
    return this.#take(askedHold(true, this.#settings.schedule, this.#reading().now));
  }

  /** A person has touched the screen: wakes a dark screen if the settings want that, and keeps a woken one awake. */
  touched(): Promise<void> {
    const { schedule, awake_seconds, wake_on_touch } = this.#settings;
    if (!this.state.on && !wake_on_touch) return Promise.resolve();
    return this.#take(touchedHold(this.#hold, schedule, awake_seconds * 1_000, this.#reading()));
  }

  /** Calls `listener` when the screen goes on or off, or is on or off for another reason, until `signal` aborts. */
  onChange(listener: (state: ScreenState) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** A wish stays valid until the new schedule ends it. */
  settingsChanged(settings: KioskSettings): Promise<void> {
    this.#settings = settings;
    const { now } = this.#reading();
    return this.#take(
      this.#hold.kind === 'asked' ? askedHold(this.#hold.on, settings.schedule, now) : this.#hold,
    );
  }

  /** Switches the screen when it is time to. Call it every few seconds. */
  tick(): Promise<void> {
    return this.#take(this.#hold);
  }

  #take(hold: Hold): Promise<void> {
    this.#hold = currentHold(hold, this.#settings.schedule, this.#reading());
    const state = this.state;
    const { on, reason, changesAt } = state;
    if (on !== this.#told.on || reason !== this.#told.reason) {
      this.#told = state;
      this.#parts.logger.info({ reason, until: changesAt }, `The screen is ${on ? 'on' : 'off'}`);
      this.#listeners.tell(state);
    }
    return this.#parts.switchDisplays(on);
  }

  #reading(): ClockReading {
    return { now: this.#parts.clock.now(), nowMs: this.#parts.clock.nowMs() };
  }
}
