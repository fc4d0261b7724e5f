import { describe, expect, test } from 'vitest';
import { TickingClock } from '../../../../../renderer/parts/ticking-clock.ts';
import { dimLevelAt } from '../../../../../renderer/wall/tools/night-dim.ts';
import { NightShade } from '../../../../../renderer/wall/tools/night-shade.svelte.ts';
import { defaultWallSettings } from '../../../../../server/contract/wall.ts';

const at = (time: string) => new Date(`2026-11-20T${time}:00`);
const night = { from: '22:30', to: '06:00', level: 0.7 };

describe('the hours a wall is dim', () => {
  test.each([
    ['22:29', 0],
    ['22:30', 0.7],
    ['23:59', 0.7],
    ['00:00', 0.7],
    ['05:59', 0.7],
    ['06:00', 0],
    ['12:00', 0],
  ])('over midnight: at %s %d', (time, level) => {
    expect(dimLevelAt(night, at(time))).toBe(level);
  });

  test.each([
    ['12:59', 0],
    ['13:00', 0.5],
    ['14:59', 0.5],
    ['15:00', 0],
  ])('within a day: at %s %d', (time, level) => {
    expect(dimLevelAt({ from: '13:00', to: '15:00', level: 0.5 }, at(time))).toBe(level);
  });

  test('from a time to the same is the whole day, and without hours a wall is bright', () => {
    expect(dimLevelAt({ from: '06:00', to: '06:00', level: 0.5 }, at('06:00'))).toBe(0.5);
    expect(dimLevelAt({ from: '06:00', to: '06:00', level: 0.5 }, at('05:59'))).toBe(0.5);
    expect(dimLevelAt(null, at('03:00'))).toBe(0);
  });
});

describe('a person who dims or brightens a wall', () => {
  const shadeAt = (time: { now: Date }, dim: typeof night | null) =>
    new NightShade({ settings: { ...defaultWallSettings(), dim } }, new TickingClock(1_000, () => time.now));

  test('has it so until the hours change by themselves', () => {
    const time = { now: at('23:00') };
    const shade = shadeAt(time, night);
    expect(shade.level).toBe(0.7);
    shade.toggle();
    expect(shade.level).toBe(0);
    time.now = at('07:00');
    expect(shade.level).toBe(0);
    shade.toggle();
    expect(shade.level).toBe(0.7);
    shade.toggle();
    expect(shade.level).toBe(0);
    time.now = at('23:00');
    expect(shade.level).toBe(0.7);
  });

  test('can dim a wall that has no hours, and undo it', () => {
    const shade = shadeAt({ now: at('12:00') }, null);
    shade.toggle();
    expect(shade.level).toBeGreaterThan(0);
    shade.toggle();
    expect(shade.level).toBe(0);
  });
});
