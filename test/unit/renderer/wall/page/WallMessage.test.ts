// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import WallMessage from '../../../../../renderer/wall/page/WallMessage.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show(message: { text: string; seconds: number } | null) {
  const ondone = vi.fn();
  const { rerender } = render(WallMessage, { message, ondone });
  return { ondone, rerender };
}

test('a message is announced, and done after its time', async () => {
  const { ondone, rerender } = show(null);
  const region = screen.getByRole('alert');
  expect(region.textContent.trim()).toBe('');
  await rerender({ message: { text: 'Lunch is ready', seconds: 10 } });
  expect(screen.getByRole('alert')).toBe(region);
  expect(region.textContent).toContain('Lunch is ready');
  vi.advanceTimersByTime(9_999);
  expect(ondone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ondone).toHaveBeenCalledOnce();
});

test('one without an end stays until somebody closes it', async () => {
  const { ondone } = show({ text: 'Gate is locked', seconds: 0 });
  vi.advanceTimersByTime(86_400_000);
  expect(ondone).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: 'Close the message' }));
  expect(ondone).toHaveBeenCalledOnce();
});

test('a second message has its whole time', async () => {
  const { ondone, rerender } = show({ text: 'One', seconds: 5 });
  vi.advanceTimersByTime(4_000);
  await rerender({ message: { text: 'Two', seconds: 5 } });
  vi.advanceTimersByTime(4_999);
  expect(ondone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ondone).toHaveBeenCalledOnce();
});
