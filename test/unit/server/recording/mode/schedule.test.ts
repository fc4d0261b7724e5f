import { describe, expect, test } from 'vitest';
import { recordDays } from '../../../../../server/contract/config/record-mode.ts';
import { isScheduled, shareOfWeek } from '../../../../../server/recording/mode/schedule.ts';

const zone = 'Europe/Berlin';
const daily = (from: string, to: string) => [{ days: [...recordDays], from, to }];
const holds = (times: ReturnType<typeof daily>, at: string) => isScheduled(times, new Date(at), zone);

describe('a schedule', () => {
  test('holds from its first minute until its last one is over', () => {
    const times = daily('08:00', '09:00');
    expect(holds(times, '2026-11-20T06:59:59Z')).toBe(false);
    expect(holds(times, '2026-11-20T07:00:00Z')).toBe(true);
    expect(holds(times, '2026-11-20T07:59:59Z')).toBe(true);
    expect(holds(times, '2026-11-20T08:00:00Z')).toBe(false);
  });

  test('that ends on the next day belongs to the day it begins on', () => {
    const friday = [{ days: ['fri' as const], from: '22:00', to: '06:00' }];
    expect(isScheduled(friday, new Date('2026-11-20T21:00:00Z'), zone)).toBe(true);
    expect(isScheduled(friday, new Date('2026-11-21T04:59:00Z'), zone)).toBe(true);
    expect(isScheduled(friday, new Date('2026-11-21T05:00:00Z'), zone)).toBe(false);
    expect(isScheduled(friday, new Date('2026-11-20T04:59:00Z'), zone)).toBe(false);
  });

  test('that ends when it begins is a whole day', () => {
    for (const hour of ['00', '11', '23'])
      expect(holds(daily('12:00', '12:00'), `2026-11-20T${hour}:30:00Z`)).toBe(true);
  });

  test('whose beginning is skipped in spring begins with the next time there is', () => {
    // At 01:00 UTC the clock goes from 02:00 to 03:00.
    const times = daily('02:30', '04:00');
    expect(holds(times, '2026-03-29T00:59:59Z')).toBe(false);
    expect(holds(times, '2026-03-29T01:00:00Z')).toBe(true);
    expect(holds(times, '2026-03-29T02:00:00Z')).toBe(false);
  });

  test('that comes twice in autumn holds twice', () => {
    // At 01:00 UTC the clock goes from 03:00 back to 02:00.
    const times = daily('02:15', '02:45');
    expect(holds(times, '2026-10-25T00:30:00Z')).toBe(true);
    expect(holds(times, '2026-10-25T01:00:00Z')).toBe(false);
    expect(holds(times, '2026-10-25T01:30:00Z')).toBe(true);
    expect(holds(times, '2026-10-25T02:00:00Z')).toBe(false);
  });
});

test('the share of a week counts times that overlap once', () => {
  expect(shareOfWeek(daily('00:00', '12:00'))).toBe(0.5);
  expect(shareOfWeek([...daily('00:00', '12:00'), ...daily('06:00', '18:00')])).toBe(0.75);
  expect(shareOfWeek(daily('22:00', '04:00'))).toBe(0.25);
});
