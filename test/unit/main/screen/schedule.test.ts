import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { nextChange, nextOn, scheduledOn, type Schedule } from '../../../../main/screen/schedule.ts';
import { weekdays } from '../../../../server/contract/kiosk/kiosk.ts';

// A time zone that sets its clocks forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.
beforeAll(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
afterAll(() => vi.unstubAllEnvs());

const schedule = (...times: Schedule['times']): Schedule => ({ enabled: true, times });
const everyDay = [...weekdays];
const workdays = weekdays.slice(0, 5);
const local = (at: Date | null) =>
  at && `${at.toLocaleDateString('sv')} ${at.toLocaleTimeString('sv', { timeStyle: 'short' })}`;
const minuteMs = 60_000;

describe('a schedule', () => {
  test('has the screen on from "on" until before "off"', () => {
    const office = schedule({ days: workdays, on: '08:00', off: '18:30' });
    expect(scheduledOn(office, new Date('2026-11-20T07:59:59'))).toBe(false);
    expect(scheduledOn(office, new Date('2026-11-20T08:00:00'))).toBe(true);
    expect(scheduledOn(office, new Date('2026-11-20T18:29:59'))).toBe(true);
    expect(scheduledOn(office, new Date('2026-11-20T18:30:00'))).toBe(false);
    expect(local(nextChange(office, new Date('2026-11-20T08:00:00')))).toBe('2026-11-20 18:30');
    // A Friday; the next workday is Monday.
    expect(local(nextChange(office, new Date('2026-11-20T18:30:00')))).toBe('2026-11-23 08:00');
    expect(local(nextOn(office, new Date('2026-11-20T12:00:00')))).toBe('2026-11-23 08:00');
  });

  test('goes on over midnight into a day that is not named', () => {
    const bar = schedule({ days: ['sat'], on: '20:00', off: '03:00' });
    expect(scheduledOn(bar, new Date('2026-11-22T02:59:00'))).toBe(true);
    expect(scheduledOn(bar, new Date('2026-11-21T02:00:00'))).toBe(false);
    expect(local(nextChange(bar, new Date('2026-11-21T23:00:00')))).toBe('2026-11-22 03:00');
    expect(local(nextChange(bar, new Date('2026-11-22T03:00:00')))).toBe('2026-11-28 20:00');
  });

  test('takes "on" and "off" at the same time for a whole day', () => {
    const sunday = schedule({ days: ['sun'], on: '06:00', off: '06:00' });
    expect(local(nextChange(sunday, new Date('2026-11-22T06:00:00')))).toBe('2026-11-23 06:00');
  });

  test('joins times that touch or overlap', () => {
    const day = schedule(
      { days: everyDay, on: '08:00', off: '12:00' },
      { days: everyDay, on: '12:00', off: '17:00' },
      { days: everyDay, on: '16:00', off: '18:00' },
    );
    expect(local(nextChange(day, new Date('2026-11-20T09:00:00')))).toBe('2026-11-20 18:00');
  });

  test('never changes when its times cover the whole week', () => {
    const always = schedule({ days: everyDay, on: '00:00', off: '00:00' });
    expect(scheduledOn(always, new Date('2026-11-20T00:00:00'))).toBe(true);
    expect(nextChange(always, new Date('2026-11-20T12:00:00'))).toBeNull();
    expect(nextOn(always, new Date('2026-11-20T12:00:00'))).toBeNull();
  });

  test.each([
    ['is not enabled', { enabled: false, times: [{ days: everyDay, on: '08:00', off: '09:00' }] }],
    ['has no times', { enabled: true, times: [] }],
  ])('that %s leaves the screen on', (_what, off) => {
    expect(scheduledOn(off, new Date('2026-11-20T23:00:00'))).toBe(true);
    expect(nextChange(off, new Date('2026-11-20T23:00:00'))).toBeNull();
  });

  test('goes by the wall clock on the days when clocks are changed', () => {
    const night = schedule({ days: everyDay, on: '01:00', off: '04:00' });
    const spanHours = (from: string) => {
      const on = new Date(from);
      return (Number(nextChange(night, on)) - Number(on)) / 3_600_000;
    };
    expect(spanHours('2026-03-28T01:00:00')).toBe(3);
    expect(spanHours('2026-03-29T01:00:00')).toBe(2);
    expect(spanHours('2026-10-25T01:00:00')).toBe(4);
  });

  test('switches at a time that the clocks skip, once', () => {
    const early = schedule({ days: everyDay, on: '02:30', off: '10:00' });
    expect(local(nextChange(early, new Date('2026-03-29T00:00:00')))).toBe('2026-03-29 03:30');
    // On that day it would end before it has begun.
    const short = schedule({ days: everyDay, on: '02:30', off: '03:15' });
    expect(local(nextChange(short, new Date('2026-03-29T00:00:00')))).toBe('2026-03-30 02:30');
  });
});

const timeOfDay = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => new Date(minute * minuteMs).toISOString().slice(11, 16));
const anySchedule = fc.record({
  enabled: fc.constant(true),
  times: fc.array(
    fc.record({
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
      on: timeOfDay,
      off: timeOfDay,
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
/** Minutes of a fortnight in which no clock is changed. */
const anyMinute = fc
  .integer({ min: 0, max: 14 * 24 * 60 })
  .map((minute) => new Date(new Date('2026-06-01T00:00:00').getTime() + minute * minuteMs));

/** The same question, answered by reading the wall clock. */
function onByTheWallClock({ times }: Schedule, at: Date): boolean {
  const now = at.toTimeString().slice(0, 5);
  const isDay = (days: readonly string[], day: number) =>
    days.includes(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(day + 7) % 7] ?? '');
  return times.some(({ days, on, off }) => {
    const today = isDay(days, at.getDay());
    if (on < off) return today && on <= now && now < off;
    return (today && on <= now) || (isDay(days, at.getDay() - 1) && now < off);
  });
}

describe('any schedule', () => {
  test('says what the wall clock says', () => {
    fc.assert(
      fc.property(anySchedule, anyMinute, (any, at) => {
        expect(scheduledOn(any, at)).toBe(onByTheWallClock(any, at));
      }),
    );
  });

  test('changes when it says, and not before', () => {
    fc.assert(
      fc.property(anySchedule, anyMinute, fc.nat({ max: 99 }), (any, at, percent) => {
        const lit = scheduledOn(any, at);
        const change = nextChange(any, at);
        const endMs = change?.getTime() ?? at.getTime() + 7 * 24 * 60 * minuteMs;
        expect(endMs).toBeGreaterThan(at.getTime());
        const between = new Date(at.getTime() + ((endMs - at.getTime()) * percent) / 100);
        expect(scheduledOn(any, between)).toBe(lit);
        if (change) expect(scheduledOn(any, change)).toBe(!lit);
      }),
    );
  });

  test('goes on next when it says', () => {
    fc.assert(
      fc.property(anySchedule, anyMinute, (any, at) => {
        const on = nextOn(any, at);
        if (!on) return;
        expect(scheduledOn(any, on)).toBe(true);
        expect(scheduledOn(any, new Date(on.getTime() - 1))).toBe(false);
      }),
    );
  });
});
