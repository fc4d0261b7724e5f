import { describe, expect, test } from 'vitest';
import { dayText, picturesPerDay } from '../../../../../renderer/settings/camera/timed-estimate.ts';

const always = { mode: 'continuous' as const, schedule: [] };

describe('the pictures of a day', () => {
  test('are those of the interval', () => {
    expect(picturesPerDay({ ...always, interval_seconds: 10 })).toBe(8_640);
    expect(picturesPerDay({ ...always, interval_seconds: 86_400 })).toBe(1);
    expect(picturesPerDay({ ...always, mode: 'off', interval_seconds: 10 })).toBe(0);
  });

  test('are fewer with a schedule: those of its fullest day, also over midnight', () => {
    const schedule = [
      { days: ['mon' as const], from: '22:00', to: '06:00' },
      { days: ['tue' as const], from: '10:00', to: '11:00' },
    ];
    expect(picturesPerDay({ mode: 'scheduled', interval_seconds: 60, schedule })).toBe(480);
  });

  test('are told with the length of their film, and with their size where it is known', () => {
    expect(dayText(8_640, 80_000, 25)).toBe(
      'A day has 8,640 pictures, which play for 5 min 46 s, about 691 MB.',
    );
    expect(dayText(144, null, undefined)).toBe('A day has 144 pictures.');
    expect(dayText(1, 80_000, undefined)).toBe('A day has 1 picture, about 80.0 kB.');
  });
});
