import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Backlight, backlightLevel } from '../../../../../main/screen/tools/backlight.ts';
import { ToolError } from '../../../../../main/screen/tools/power-tool.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'backlight-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** As the kernel has it for the Pi's own touch display. */
function addPanel(name: string, max: number, level: number): void {
  mkdirSync(join(folder, name));
  const files = { brightness: level, max_brightness: max, bl_power: 0, actual_brightness: level };
  for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, name, file), `${value}\n`);
}
const value = (name: string, file: string) => Number(readFileSync(join(folder, name, file), 'utf8'));

describe('a backlight', () => {
  test('is read and set in percent', async () => {
    addPanel('10-0045', 255, 255);
    const backlight = new Backlight(folder);
    expect(backlight.percent).toBe(100);
    await backlight.dim(40);
    expect(value('10-0045', 'brightness')).toBe(102);
    expect(backlight.percent).toBe(40);
  });

  test('goes dark and back without losing its brightness', async () => {
    addPanel('10-0045', 31, 12);
    const backlight = new Backlight(folder);
    await backlight.light(false);
    expect(value('10-0045', 'bl_power')).toBe(4);
    expect(backlight.percent).toBe(39);
    await backlight.light(true);
    expect(value('10-0045', 'bl_power')).toBe(0);
  });

  test('is set together with the others there are', async () => {
    addPanel('10-0045', 255, 255);
    addPanel('11-0045', 1_000, 1_000);
    await new Backlight(folder).dim(50);
    expect([value('10-0045', 'brightness'), value('11-0045', 'brightness')]).toEqual([128, 500]);
  });

  test('that cannot be written says so', async () => {
    addPanel('10-0045', 255, 255);
    rmSync(join(folder, '10-0045/brightness'));
    mkdirSync(join(folder, '10-0045/brightness'));
    await expect(new Backlight(folder).dim(50)).rejects.toThrow(ToolError);
  });

  // Root may write everything.
  test.skipIf(process.getuid?.() === 0)('that is not ours says what to do', async () => {
    addPanel('10-0045', 255, 255);
    chmodSync(join(folder, '10-0045/brightness'), 0o444);
    await expect(new Backlight(folder).dim(50)).rejects.toThrow('usermod -aG video');
  });
});

test('a machine without backlights has no brightness, and nothing to set', async () => {
  for (const none of [folder, join(folder, 'nothing')]) {
    const backlight = new Backlight(none);
    expect(backlight.percent).toBeNull();
    await backlight.dim(50);
    await backlight.light(false);
  }
});

test('one percent of a coarse backlight is not dark', () => {
  expect([1, 10, 50, 100].map((percent) => backlightLevel(percent, 7))).toEqual([1, 1, 4, 7]);
});
