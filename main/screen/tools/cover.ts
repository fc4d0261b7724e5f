import type { Backlight } from './backlight.ts';
import type { PowerTool } from './power-tool.ts';

/** The way that works everywhere: the page is black, and a backlight, where there is one, is off. */
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
