import { expect, test } from 'vitest';
import { screenText } from '../../../../../renderer/settings/kiosk/screen-text.ts';
import { anotherScreen, pageChoices } from '../../../../../renderer/settings/kiosk/screen-pages.ts';

const now = new Date(2026, 10, 20, 19, 10);
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).toISOString();
const text = (on: boolean, changes_at: string | null, reason: 'schedule' | 'always' | 'touch' = 'schedule') =>
  screenText({ on, reason, changes_at }, now, 'en-GB');

test('what the screen does next is said in words', () => {
  expect(text(true, at(20, 22, 30))).toBe('On, by the schedule. Next off: today at 22:30 (in 3 h 20 min).');
  expect(text(false, at(21, 7))).toBe('Off, by the schedule. Next on: tomorrow at 07:00 (in 11 h 50 min).');
  expect(text(false, at(23, 7))).toBe('Off, by the schedule. Next on: Monday at 07:00 (in 2 d 11 h).');
  expect(text(true, at(20, 19, 9), 'touch')).toBe(
    'On, because somebody touched the screen. Next off: today at 19:09 (in 0 s).',
  );
  expect(text(true, null, 'always')).toBe('On, without a schedule. It stays like this.');
});

test('every wall is a page to choose, the one of the kiosk once', () => {
  expect(pageChoices(['kiosk', 'office']).map(({ value }) => value)).toEqual([
    '/?kiosk=1',
    '/?wall=office&kiosk=1',
    '/status',
  ]);
});

test('another screen takes the first display that has none', () => {
  const displays = [
    { name: 'HDMI-A-1', primary: true },
    { name: 'HDMI-A-2', primary: false },
  ];
  const main = { display: 'primary', page: '/?kiosk=1', rotation: null, zoom: 1 };
  expect(anotherScreen([main], displays)?.display).toBe('HDMI-A-2');
  expect(anotherScreen([{ ...main, display: 'HDMI-A-2' }], displays)?.display).toBe('HDMI-A-1');
  expect(anotherScreen([main, { ...main, display: 'HDMI-A-2' }], displays)).toBeUndefined();
});
