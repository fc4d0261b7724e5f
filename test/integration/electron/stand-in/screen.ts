import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { readFileSync, watchFile } from 'node:fs';
import type * as Electron from 'electron';

/** STAND_IN_DISPLAYS names a file with these; a change of the file is what plugging a display is. */
export interface StandInDisplay {
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const displaysFile = process.env['STAND_IN_DISPLAYS'];
const watchIntervalMs = 100;

class Screen extends EventEmitter {
  #displays: Electron.Display[] | undefined;

  getAllDisplays(): Electron.Display[] {
    if (!this.#displays) {
      this.#displays = readDisplays();
      if (displaysFile)
        watchFile(displaysFile, { interval: watchIntervalMs, persistent: false }, () => this.#changed());
    }
    return this.#displays;
  }

  getPrimaryDisplay(): Electron.Display {
    const [first] = this.getAllDisplays();
    if (!first) throw new Error('there is no display');
    return first;
  }

  getDisplayMatching({ x, y }: Electron.Rectangle): Electron.Display {
    return (
      this.getAllDisplays().find(
        ({ bounds }) =>
          x >= bounds.x && x < bounds.x + bounds.width && y >= bounds.y && y < bounds.y + bounds.height,
      ) ?? this.getPrimaryDisplay()
    );
  }

  #changed(): void {
    const before = this.#displays ?? [];
    const now = (this.#displays = readDisplays());
    const isIn = (displays: Electron.Display[], { id }: Electron.Display) =>
      displays.some((each) => each.id === id);
    for (const each of now.filter((display) => !isIn(before, display))) this.emit('display-added', {}, each);
    for (const each of before.filter((display) => !isIn(now, display)))
      this.emit('display-removed', {}, each);
  }
}

export const screen = new Screen() satisfies Pick<
  Electron.Screen,
  'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'
>;

function readDisplays(): Electron.Display[] {
  const displays = displaysFile
    ? (JSON.parse(readFileSync(displaysFile, 'utf8')) as StandInDisplay[])
    : [{ label: process.env['DISPLAY'] ?? 'stand-in', x: 0, y: 0, ...screenSize() }];
  return displays.map(({ label, x, y, width, height }) => {
    const bounds = { x, y, width, height };
    const id = [...label].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 2 ** 31;
    const size = { width, height };
    return {
      id,
      label,
      bounds,
      workArea: bounds,
      size,
      workAreaSize: size,
      scaleFactor: 1,
      rotation: 0,
    } as Electron.Display;
  });
}

/** Of the X server, or of the first output of a Wayland compositor. */
function screenSize(): Electron.Size {
  const [program, pattern] = process.env['DISPLAY']
    ? (['xdpyinfo', /dimensions:\s+(\d+)x(\d+)/] as const)
    : (['wlr-randr', /(\d+)x(\d+) px.*current/] as const);
  let output = '';
  try {
    output = execFileSync(program, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // Not installed, or there is no such display: a size that fits most.
  }
  const [, width = 1280, height = 720] = pattern.exec(output) ?? [];
  return { width: Number(width), height: Number(height) };
}
