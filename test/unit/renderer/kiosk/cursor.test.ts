// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showCursor } from '../../../../renderer/kiosk/cursor.ts';

let root: HTMLElement;
beforeEach(() => {
  vi.useFakeTimers();
  root = document.createElement('div');
});
afterEach(() => void vi.useRealTimers());

const isHidden = () => root.classList.contains('idle');

test('a cursor that hides does so three seconds after it last moved, and is there again when it moves', () => {
  const stop = showCursor(root, 'idle');
  vi.advanceTimersByTime(2_900);
  expect(isHidden()).toBe(false);
  root.dispatchEvent(new Event('pointermove'));
  vi.advanceTimersByTime(2_900);
  expect(isHidden()).toBe(false);
  vi.advanceTimersByTime(100);
  expect(isHidden()).toBe(true);
  root.dispatchEvent(new Event('pointerdown'));
  expect(isHidden()).toBe(false);
  stop();
  vi.advanceTimersByTime(10_000);
  expect(isHidden()).toBe(false);
});

test.each([
  ['hidden', true],
  ['shown', false],
] as const)('a cursor that is "%s" stays so, until it is shown in another way', (cursor, hidden) => {
  const stop = showCursor(root, cursor);
  expect(isHidden()).toBe(hidden);
  root.dispatchEvent(new Event('pointermove'));
  vi.advanceTimersByTime(10_000);
  expect(isHidden()).toBe(hidden);
  stop();
  expect(isHidden()).toBe(false);
});
