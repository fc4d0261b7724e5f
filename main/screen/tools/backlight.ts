import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../../server/contract/error-text.ts';
import { errnoOf } from '../../../server/runtime/errno.ts';
import { ToolError } from './power-tool.ts';

/** Values of bl_power, from the kernel's framebuffer interface. */
const unblank = 0;
const powerDown = 4;

/** The backlights of this machine's displays; HDMI monitors have none, panels at the DSI connector do. */
export class Backlight {
  readonly #folder: string;

  constructor(folder = '/sys/class/backlight') {
    this.#folder = folder;
  }

  /** Brightness of the first backlight in percent; null when there is none. */
  get percent(): number | null {
    const [device] = this.#devices();
    if (!device) return null;
    try {
      const read = (name: string) => Number(readFileSync(join(device, name), 'utf8'));
      return Math.min(100, Math.round((read('brightness') * 100) / read('max_brightness')));
    } catch {
      return null; // unplugged just now
    }
  }

  /** Sets the brightness of all backlights, never to dark. @throws ToolError */
  async dim(percent: number): Promise<void> {
    for (const device of this.#devices()) {
      const max = Number(await readFile(join(device, 'max_brightness'), 'utf8'));
      await write(join(device, 'brightness'), backlightLevel(percent, max));
    }
  }

  /** Switches all backlights on or off; their brightness stays. @throws ToolError */
  async light(on: boolean): Promise<void> {
    for (const device of this.#devices()) {
      const file = join(device, 'bl_power');
      const power = on ? unblank : powerDown;
      if (Number(await readFile(file, 'utf8')) !== power) await write(file, power);
    }
  }

  #devices(): string[] {
    try {
      return readdirSync(this.#folder).map((name) => join(this.#folder, name));
    } catch {
      return []; // the kernel has no such folder when no display has a backlight
    }
  }
}

/** @param percent 1 to 100 */
export function backlightLevel(percent: number, max: number): number {
  return Math.max(1, Math.round((max * percent) / 100));
}

async function write(file: string, value: number): Promise<void> {
  try {
    await writeFile(file, String(value));
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(errnoOf(error)))
      throw new ToolError(`the backlight cannot be set: ${errorText(error)}`, { cause: error });
    throw new ToolError(
      `no permission to set the backlight (${file}): install the package's udev rule, or add the user to the group ` +
        'that the file belongs to (sudo usermod -aG video USER) and start again',
      { cause: error },
    );
  }
}
