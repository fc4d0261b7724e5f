import type { KioskSettings, ScreenTool } from '../../server/contract/kiosk/kiosk.ts';
import type { Logger } from '../../server/log/logger.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { Steady } from './steady.ts';
import { chooseTool, type ToolChoice, type Tools } from './tools/choose-tool.ts';
import type { PowerTool } from './tools/power-tool.ts';

export interface DisplaySwitchParts {
  tools: Tools;
  env: NodeJS.ProcessEnv;
  /** Names of the displays that show the kiosk. */
  displays: () => string[];
  clock: Clock;
  logger: Logger;
}

/** Within this time, a display that was plugged in or switched on by something else goes dark again. */
const darkAgainAfterMs = 60_000;

/** Switches the displays with the tool that works here, and with the cover while that fails. */
export class DisplaySwitch {
  readonly #parts: DisplaySwitchParts;
  readonly #steady: Steady<boolean>;
  /** The tools that made displays dark. The same tools have to switch them on. */
  readonly #darkBy = new Set<PowerTool>();
  #asked: KioskSettings['screen_tool'];
  #choice: ToolChoice | undefined;
  #logged: ScreenTool | undefined;

  constructor(asked: KioskSettings['screen_tool'], parts: DisplaySwitchParts) {
    const { clock, logger } = parts;
    this.#parts = parts;
    this.#asked = asked;
    this.#steady = new Steady({
      clock,
      logger,
      act: (on) => this.#act(on),
      repeatAfterMs: (on) => (on ? Infinity : darkAgainAfterMs),
    });
  }

  /** The tool that switches the displays at the moment. */
  get tool(): ScreenTool {
    return this.#steady.problem === undefined && this.#choice ? this.#choice.tool.name : 'cover';
  }

  /** Whether this tool has made the displays dark, as far as it could. */
  isDarkBy(name: ScreenTool): boolean {
    return this.#darkBy.has(this.#parts.tools[name]);
  }

  /** Why a switch failed. */
  get problem(): string | undefined {
    return this.#steady.problem;
  }

  /** Why no tool but the cover works here. */
  get shortfall(): string | undefined {
    return this.#choice?.shortfall;
  }

  /** Resolves when the displays are switched, or when an attempt has failed. Never rejects. */
  set(on: boolean): Promise<void> {
    return this.#steady.set(on);
  }

  /** Takes another tool from the next `set` on. */
  use(asked: KioskSettings['screen_tool']): void {
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#choice = undefined;
    this.#steady.again();
  }

  async #act(on: boolean): Promise<void> {
    const { tool } = await this.#chosen();
    try {
      if (on) await this.#light(tool);
      else await this.#darken(tool);
    } catch (error) {
      // At the next attempt another tool may work: a compositor was started again, a program was installed.
      this.#choice = undefined;
      throw error;
    }
  }

  async #light(tool: PowerTool): Promise<void> {
    const failures: unknown[] = [];
    // The cover too: a kiosk that was killed while the display was dark has left the backlight off.
    for (const each of new Set([...this.#darkBy, tool, this.#parts.tools.cover])) {
      try {
        await this.#switchDisplays(each, true);
        this.#darkBy.delete(each);
      } catch (error) {
        failures.push(error); // the other tools still get their turn
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #darken(tool: PowerTool): Promise<void> {
    try {
      this.#darkBy.add(tool);
      await this.#switchDisplays(tool, false);
    } catch (error) {
      const { cover } = this.#parts.tools;
      this.#darkBy.add(cover);
      await this.#switchDisplays(cover, false);
      throw error;
    }
  }

  #switchDisplays(tool: PowerTool, on: boolean): Promise<void> {
    return tool.switchDisplays(this.#parts.displays(), on);
  }

  async #chosen(): Promise<ToolChoice> {
    const { tools, env, logger } = this.#parts;
    // A program that was missing may be installed meanwhile.
    if (this.#choice && !this.#choice.shortfall) return this.#choice;
    const choice = await chooseTool(this.#asked, tools, env);
    this.#choice = choice;
    const { tool, shortfall } = choice;
    if (tool.name !== this.#logged) logger.info({ shortfall }, `Displays are switched by: ${tool.name}`);
    this.#logged = tool.name;
    return choice;
  }
}
