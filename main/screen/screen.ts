import type { KioskReport, KioskSettings } from '../../server/contract/kiosk/kiosk.ts';
import type { Logger } from '../../server/log/logger.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { untilAborted } from '../../server/runtime/until-aborted.ts';
import { Backlight } from './tools/backlight.ts';
import { DisplaySwitch } from './display-switch.ts';
import { rotateDisplays, type ShownDisplay } from './rotation.ts';
import { isScheduled } from './schedule.ts';
import { ScreenPower } from './screen-power.ts';
import { Steady } from './steady.ts';
import { cecAvailable, switchTelevision } from './tools/cec.ts';
import type { Tools } from './tools/choose-tool.ts';
import { Cover } from './tools/cover.ts';
import { Wlopm } from './tools/wlopm.ts';
import { WlrRandr } from './tools/wlr-randr.ts';
import { Xset } from './tools/xset.ts';
import { TouchWake } from './touch-wake.ts';

export interface ScreenParts {
  /** The displays that windows of the kiosk cover now, by their real names, never "primary". */
  shownDisplays: () => ShownDisplay[];
  env: NodeJS.ProcessEnv;
  clock: Clock;
  logger: Logger;
  backlightFolder?: string;
  inputFolder?: string;
}

/** How often the wall clock is looked at; it may jump at any time. */
const tickMs = 2_000;
/** How long lighting the displays may take when the kiosk ends. */
const endLimitMs = 1_500;

/** The displays of this machine as they have to be by the settings: power, television, rotation, brightness. */
export class Screen {
  readonly power: ScreenPower;
  readonly #parts: ScreenParts;
  readonly #backlight: Backlight;
  readonly #displays: DisplaySwitch;
  readonly #television: Steady<boolean>;
  readonly #rotation: Steady<ShownDisplay[]>;
  readonly #brightness: Steady<number>;
  readonly #touchWake: TouchWake;
  #settings: KioskSettings;

  constructor(settings: KioskSettings, parts: ScreenParts) {
    const { clock, logger, env, shownDisplays } = parts;
    this.#settings = settings;
    this.#parts = parts;
    this.#backlight = new Backlight(parts.backlightFolder);
    this.#displays = new DisplaySwitch(settings.screen_tool, {
      tools: allTools(this.#backlight),
      env,
      clock,
      logger,
      displays: () => shownDisplays().map(({ name }) => name),
    });
    this.#television = new Steady({ clock, logger, act: switchTelevision });
    this.#rotation = new Steady({ clock, logger, act: (displays) => rotateDisplays(displays, env) });
    this.#brightness = new Steady({ clock, logger, act: (percent) => this.#backlight.dim(percent) });
    this.power = new ScreenPower(settings, { clock, logger, switchDisplays: (on) => this.#switch(on) });
    this.#touchWake = new TouchWake(clock, () => this.power.touched(), parts.inputFolder);
  }

  /**
   * Keeps everything as the settings want until `signal` aborts. Then it switches a dark display on, because nobody
   * could do so later.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const ended = untilAborted(signal);
    while (!signal.aborted) {
      // A program that hangs is waited for while the kiosk runs, not when it ends.
      await Promise.race([this.#tick(), ended]);
      await clock.sleep(tickMs, signal);
    }
    this.#touchWake.listen(false);
    const limit = new AbortController();
    await Promise.race([this.#displays.set(true), clock.sleep(endLimitMs, limit.signal)]);
    limit.abort();
  }

  /** Resolves when the new settings have been tried. */
  async settingsChanged(settings: KioskSettings): Promise<void> {
    this.#settings = settings;
    this.#displays.use(settings.screen_tool);
    await this.power.settingsChanged(settings);
    await this.#tick();
  }

  report(): KioskReport['screen'] {
    const { on, reason, changesAt } = this.power.state;
    return {
      on,
      reason,
      changes_at: changesAt?.toISOString() ?? null,
      tool: this.#displays.tool,
      cec_available: cecAvailable(),
      brightness: this.#backlight.percent,
    };
  }

  /** The problems and what to do about them, one line each. */
  problems(): string[] {
    // Without a schedule and while the screen is on, nobody needs a way to switch it off, unless the settings name a
    // tool.
    const { schedule, screen_tool } = this.#settings;
    const matters = isScheduled(schedule) || screen_tool !== 'auto' || !this.power.state.on;
    return [
      this.#displays.problem,
      matters ? this.#displays.shortfall : undefined,
      this.#television.problem,
      this.#rotation.problem,
      this.#brightness.problem,
      this.#touchWake.problem,
    ].filter((problem) => problem !== undefined);
  }

  async #tick(): Promise<void> {
    const { brightness, wake_on_touch } = this.#settings;
    await this.power.tick();
    const { on } = this.power.state;
    this.#touchWake.listen(!on && wake_on_touch && this.#displays.isDarkBy('wlr-randr'));
    if (brightness === null) this.#brightness.forget();
    else await this.#brightness.set(brightness);
    if (on) await this.#rotation.set(this.#parts.shownDisplays().map((display) => ({ ...display })));
  }

  /** The displays do not wait for a television that answers late. */
  async #switch(on: boolean): Promise<void> {
    if (this.#settings.cec) void this.#television.set(on);
    else this.#television.forget();
    await this.#displays.set(on);
  }
}

function allTools(backlight: Backlight): Tools {
  return { wlopm: new Wlopm(), 'wlr-randr': new WlrRandr(), xset: new Xset(), cover: new Cover(backlight) };
}
