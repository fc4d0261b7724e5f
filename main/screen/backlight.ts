import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from './tools/power-tool.ts';

/** Values of bl_power, as the kernel's framebuffers have them. */
const unblank = 0;
const powerDown = 4;

/** The backlights of this machine's displays; HDMI monitors have none, panels at the DSI connector do. */
export class Backlight {
  readonly #folder: string;

  constructor(folder = '/sys/class/backlight') {
    this.#folder = folder;
  }

  /** Percent of the first one; null: there is none. */
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

  /** Sets all of them, never to dark. @throws ToolError */
  async dim(percent: number): Promise<void> {
    for (const device of this.#devices()) {
      const max = Number(await readFile(join(device, 'max_brightness'), 'utf8'));
      await write(join(device, 'brightness'), backlightLevel(percent, max));
    }
  }

  /** Switches all of them on or off; their brightness stays. @throws ToolError */
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
      return []; // no display has a backlight, then the kernel has no such folder
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM')
      throw new ToolError(`the backlight cannot be set: ${message}`, { cause: error });
    throw new ToolError(
      `no permission to set the backlight (${file}): install the package's udev rule, or add the user to the group ` +
        'that the file belongs to (sudo usermod -aG video USER) and start anew',
      { cause: error },
    );
  }
}
