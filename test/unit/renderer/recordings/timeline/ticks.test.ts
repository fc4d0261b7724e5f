import { afterEach, describe, expect, test } from 'vitest';
import { dayBeside, dayOf, lengthOf } from '../../../../../renderer/recordings/timeline/time-range.ts';
import { ticksOf } from '../../../../../renderer/recordings/timeline/ticks.ts';
import { minuteText } from '../../../../../renderer/recordings/timeline/time-text.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const hour = 3_600_000;
/** Of the lines, what a clock on the wall shows. */
const clock = (ticks: { atMs: number }[]) =>
  ticks.map(({ atMs }) => new Date(atMs).toTimeString().slice(0, 8));

describe('the lines of the time axis', () => {
  test('stand at round times, and never closer than their labels', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const fromMs = Date.parse('2026-11-29T10:00:07.300Z');
    for (const [lengthMs, stepMs] of [
      [10_000, 1_000],
      [60_000, 10_000],
      [hour, 600_000],
      [6 * hour, hour],
      [24 * hour, 3 * hour],
    ] as const) {
      const ticks = ticksOf({ fromMs, toMs: fromMs + lengthMs }, 840);
      const gaps = ticks.slice(1).map(({ atMs }, index) => atMs - (ticks[index]?.atMs ?? 0));
      expect([...new Set(gaps)]).toEqual([stepMs]);
      expect(ticks.length).toBeLessThanOrEqual(11);
      expect(ticks.every(({ atMs }) => atMs >= fromMs && atMs <= fromMs + lengthMs)).toBe(true);
    }
  });

  test('are round by the clock on the wall also where a zone is not whole hours from UTC', () => {
    process.env['TZ'] = 'Asia/Kathmandu';
    const { fromMs } = dayOf(Date.parse('2026-11-29T10:00:00Z'));
    const ticks = ticksOf({ fromMs, toMs: fromMs + 12 * hour }, 1_200);
    expect(clock(ticks).slice(0, 3)).toEqual(['00:00:00', '01:00:00', '02:00:00']);
    expect(ticks[0]?.isDay).toBe(true);
  });

  test('leave out the hour that is left out in spring', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const day = dayOf(new Date(2026, 2, 29, 12).getTime());
    expect(lengthOf(day)).toBe(23 * hour);
    const ticks = ticksOf({ fromMs: day.fromMs, toMs: day.fromMs + 5 * hour }, 600);
    expect(clock(ticks)).toEqual(['00:00:00', '01:00:00', '03:00:00', '04:00:00', '05:00:00', '06:00:00']);
  });

  test('come twice for the hour that comes twice in autumn', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const day = dayOf(new Date(2026, 9, 25, 12).getTime());
    expect(lengthOf(day)).toBe(25 * hour);
    const ticks = ticksOf({ fromMs: day.fromMs, toMs: day.fromMs + 5 * hour }, 600);
    expect(clock(ticks)).toEqual(['00:00:00', '01:00:00', '02:00:00', '02:00:00', '03:00:00', '04:00:00']);
  });

  test('of a week are the beginnings of its days, in the week of a clock change too', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const { fromMs } = dayOf(new Date(2026, 2, 26, 12).getTime());
    const ticks = ticksOf({ fromMs, toMs: fromMs + 7 * 24 * hour }, 700);
    expect(new Set(clock(ticks))).toEqual(new Set(['00:00:00']));
    // One of its days has 23 hours, so 168 hours hold eight midnights.
    expect(ticks).toHaveLength(8);
    expect(ticks.every(({ isDay, text }) => isDay && text !== '')).toBe(true);
  });

  test('name the day where it begins, and the minute elsewhere', () => {
    process.env['TZ'] = 'UTC';
    const fromMs = Date.parse('2026-11-28T22:00:00Z');
    const ticks = ticksOf({ fromMs, toMs: fromMs + 4 * hour }, 500);
    expect(ticks.map(({ text }) => text)).toContain(minuteText(fromMs));
    expect(ticks.find(({ isDay }) => isDay)?.text).toMatch(/29/);
  });
});

describe('a day beside another', () => {
  test('is the day before by the calendar, whatever the clocks do', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const lateOnSunday = new Date(2026, 2, 29, 23, 30).getTime();
    expect(new Date(dayBeside(lateOnSunday, -1).fromMs).getDate()).toBe(28);
    expect(new Date(dayBeside(lateOnSunday, 1).fromMs).getDate()).toBe(30);
  });
});
