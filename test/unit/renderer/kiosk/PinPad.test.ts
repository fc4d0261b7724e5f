// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UnlockAnswer } from '../../../../main/bridge.ts';
import PinPad from '../../../../renderer/kiosk/PinPad.svelte';
import { PinEntry } from '../../../../renderer/kiosk/pin-entry.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(...answers: (UnlockAnswer | undefined)[]) {
  const unlock = vi.fn((_pin: string) => Promise.resolve(answers.shift()));
  const opened = vi.fn();
  const entry = new PinEntry(unlock, opened);
  const { rerender } = render(PinPad, { entry, problem: '' });
  return { unlock, opened, entry, rerender };
}

const field = () => screen.getByLabelText<HTMLInputElement>('PIN');
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('takes digits of its keys and of the keyboard, nothing else and not too many', async () => {
  const { unlock, opened } = show({ kind: 'opened' });
  expect(screen.getByRole('button', { name: 'OK' })).toHaveProperty('disabled', true);
  await press('1');
  await press('0');
  await fireEvent.input(field(), { target: { value: '10ab2345678901234' } });
  expect(field().value).toBe('102345678901');
  await press('Delete the last digit');
  expect(field().value).toBe('10234567890');
  await fireEvent.input(field(), { target: { value: '2580' } });
  await press('OK');
  expect(unlock).toHaveBeenCalledExactlyOnceWith('2580');
  expect(opened).toHaveBeenCalledOnce();
});

test('says how many tries are left, and counts down when there are none', async () => {
  const { unlock, entry } = show({ kind: 'wrong', triesLeft: 1 }, { kind: 'wait', seconds: 30 });
  const attempt = async () => {
    await fireEvent.input(field(), { target: { value: '1111' } });
    await press('OK');
  };
  await attempt();
  expect(screen.getByRole('status').textContent).toBe('Wrong PIN. One more try before a pause.');
  expect(field().value).toBe('');
  await attempt();
  expect(screen.getByRole('status').textContent).toBe('Too many wrong PINs. Wait 30 s.');
  await fireEvent.input(field(), { target: { value: '1111' } });
  await entry.try();
  expect(unlock).toHaveBeenCalledTimes(2);
  flushSync(() => vi.advanceTimersByTime(10_000));
  expect(screen.getByRole('status').textContent).toBe('Too many wrong PINs. Wait 20 s.');
  flushSync(() => vi.advanceTimersByTime(20_000));
  expect(screen.getByRole('button', { name: '5' })).toHaveProperty('disabled', false);
  expect(screen.getByRole('status').textContent).toBe('Type the PIN, then press OK.');
});

test('says when the kiosk does not answer', async () => {
  const { rerender, opened } = show(undefined);
  await fireEvent.input(field(), { target: { value: '1111' } });
  await press('OK');
  await rerender({ problem: 'The kiosk could not do that: gone' });
  expect(screen.getByRole('status').textContent).toBe('The kiosk could not do that: gone');
  expect(opened).not.toHaveBeenCalled();
});
