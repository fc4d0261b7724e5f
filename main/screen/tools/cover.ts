import type { Backlight } from '../backlight.ts';
import type { PowerTool } from './power-tool.ts';

/** What is left where no program works: the page is black, and so is the backlight where there is one of its own. */
export class Cover implements PowerTool {
  readonly name = 'cover';
  readonly #backlight: Backlight;

  constructor(backlight: Backlight) {
    this.#backlight = backlight;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  async switchDisplays(_shown: string[], on: boolean): Promise<void> {
    await this.#backlight.light(on);
  }
}
