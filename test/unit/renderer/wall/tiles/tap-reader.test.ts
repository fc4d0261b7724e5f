import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { doubleTapMs, TapReader } from '../../../../../renderer/wall/tiles/tap-reader.ts';

const told: string[] = [];
const taps = new TapReader({
  single: () => void told.push('single'),
  double: ({ clientX, clientY }) => void told.push(`double at ${clientX},${clientY}`),
});

function tap(x: number, y: number, from = { x, y }): void {
  taps.down({ clientX: from.x, clientY: from.y });
  taps.click({ clientX: x, clientY: y, stopPropagation: () => undefined });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  taps.forget();
  told.length = 0;
  vi.useRealTimers();
});

test('a tap is a single one when no second follows', () => {
  tap(10, 10);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(doubleTapMs);
  expect(told).toEqual(['single']);
});

test('two taps at one place are a double one there, and no single one', () => {
  tap(100, 100);
  vi.advanceTimersByTime(doubleTapMs - 1);
  tap(110, 105);
  vi.advanceTimersByTime(doubleTapMs);
  expect(told).toEqual(['double at 110,105']);
});

test('a third tap begins anew', () => {
  for (let count = 0; count < 3; count++) tap(5, 5);
  vi.advanceTimersByTime(doubleTapMs);
  expect(told).toEqual(['double at 5,5', 'single']);
});

test('two taps far from each other are no double one', () => {
  tap(0, 0);
  tap(300, 0);
  vi.advanceTimersByTime(doubleTapMs);
  expect(told).toEqual(['single']);
});

test('a drag is no tap', () => {
  tap(200, 0, { x: 0, y: 0 });
  vi.advanceTimersByTime(doubleTapMs);
  expect(told).toEqual([]);
});
