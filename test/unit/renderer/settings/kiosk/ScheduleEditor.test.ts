// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import ScheduleEditor from '../../../../../renderer/settings/kiosk/ScheduleEditor.svelte';
import { screenTimesSchema, type ScreenTimes } from '../../../../../server/contract/kiosk/kiosk.ts';

afterEach(cleanup);

function show(times: ScreenTimes[], problems: Record<string, string[]> = {}) {
  const onchange = vi.fn<(times: ScreenTimes[]) => void>();
  render(ScheduleEditor, { times, onchange, problemsAt: (field: string) => problems[field] ?? [] });
  return onchange;
}

const workdays: ScreenTimes = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], on: '07:00', off: '19:00' };
const saturday: ScreenTimes = { days: ['sat'], on: '10:00', off: '02:00' };
const days = (row: number) => within(screen.getByRole('group', { name: `Days of row ${row}` }));

test('days are switched one by one, and stand in the order of the week', async () => {
  const onchange = show([workdays, saturday]);
  expect(days(2).getByRole('button', { pressed: true }).textContent).toBe('Sat');
  await fireEvent.click(days(2).getByRole('button', { name: 'Fri' }));
  expect(onchange).toHaveBeenLastCalledWith([workdays, { ...saturday, days: ['fri', 'sat'] }]);
  await fireEvent.click(days(2).getByRole('button', { name: 'Sat' }));
  expect(onchange).toHaveBeenLastCalledWith([workdays, { ...saturday, days: [] }]);
});

test('times are changed, rows added and removed', async () => {
  const onchange = show([workdays, saturday]);
  await fireEvent.input(screen.getAllByLabelText('on')[0] as HTMLElement, { target: { value: '06:15' } });
  expect(onchange).toHaveBeenLastCalledWith([{ ...workdays, on: '06:15' }, saturday]);
  await fireEvent.click(screen.getByRole('button', { name: 'Remove row 1' }));
  expect(onchange).toHaveBeenLastCalledWith([saturday]);
  await fireEvent.click(screen.getByRole('button', { name: 'Add times' }));
  expect(onchange.mock.lastCall?.[0]).toHaveLength(3);
});

test('what a row means is said: the next day, all day, no day, and what the server refused', () => {
  show([saturday, { ...workdays, off: '07:00' }, { ...workdays, days: [] }, workdays], {
    'schedule.times.3': ['A time of day is written like 22:30.'],
  });
  const notes = screen.getAllByRole('listitem').map((row) => row.querySelector('p')?.textContent);
  expect(notes).toEqual([
    'The screen goes off on the next day.',
    'The screen stays on day and night.',
    'Choose at least one day.',
    'A time of day is written like 22:30.',
  ]);
});

test('without times it says what that means, and each preset is a schedule that can be saved', async () => {
  const onchange = show([]);
  expect(screen.getByText('There are no times yet. The screen stays on.')).toBeTruthy();
  for (const name of ['Every day 7–22', 'Later at weekends', 'Office hours']) {
    await fireEvent.click(screen.getByRole('button', { name }));
    for (const times of onchange.mock.lastCall?.[0] ?? [])
      expect(screenTimesSchema.parse(times)).toEqual(times);
  }
  expect(onchange).toHaveBeenCalledTimes(3);
});
