// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { guardInput } from '../../../../renderer/kiosk/guard-input.ts';

let screen: { dark: boolean; cleaning: boolean; act: () => Promise<boolean>; touched: () => void };
/** What reaches the page. */
let reached: string[];
const types = [
  'pointerdown',
  'pointermove',
  'pointerup',
  'click',
  'contextmenu',
  'keydown',
  'keyup',
  'wheel',
];

beforeEach(() => {
  const lifetime = new AbortController();
  screen = { dark: false, cleaning: false, act: vi.fn(() => Promise.resolve(true)), touched: vi.fn() };
  reached = [];
  guardInput(window, screen, lifetime.signal);
  for (const type of types) {
    window.addEventListener(type, () => reached.push(type), { signal: lifetime.signal, capture: true });
  }
  return () => lifetime.abort();
});

/** True where the browser may do what it does by itself. */
const pointer = (type: string, pointerId = 1, movementX = 0) =>
  document.body.dispatchEvent(
    new PointerEvent(type, { pointerId, movementX, bubbles: true, cancelable: true }),
  );
const key = (type: string, code: string, repeat = false) =>
  document.body.dispatchEvent(
    new KeyboardEvent(type, { key: code, code, repeat, bubbles: true, cancelable: true }),
  );

describe('a dark screen', () => {
  beforeEach(() => (screen.dark = true));

  test('is woken by a touch, of which nothing reaches the page', () => {
    expect(pointer('pointerdown')).toBe(false);
    expect(screen.act).toHaveBeenCalledExactlyOnceWith('wake');
    screen.dark = false;
    for (const type of ['pointermove', 'contextmenu', 'pointerup', 'click'])
      expect(pointer(type)).toBe(false);
    expect(reached).toEqual([]);
    for (const type of ['pointerdown', 'pointerup', 'click']) expect(pointer(type)).toBe(true);
    expect(reached).toEqual(['pointerdown', 'pointerup', 'click']);
  });

  test('is woken by a key, which goes on doing nothing while it is held', () => {
    key('keydown', 'Enter');
    screen.dark = false;
    key('keydown', 'Enter', true);
    key('keyup', 'Enter');
    expect(reached).toEqual([]);
    key('keydown', 'Enter');
    key('keyup', 'Enter');
    expect(reached).toEqual(['keydown', 'keyup']);
    expect(screen.act).toHaveBeenCalledOnce();
  });

  test('is not woken by a pointer that moves or a wheel, and tells of nobody', () => {
    pointer('pointermove', 1, 20);
    document.body.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true }));
    expect(screen.act).not.toHaveBeenCalled();
    expect(screen.touched).not.toHaveBeenCalled();
    expect(reached).toEqual([]);
  });

  test('a second finger beside the one that wakes it presses nothing either', () => {
    pointer('pointerdown', 1);
    screen.dark = false;
    pointer('pointerdown', 2);
    pointer('pointerup', 1);
    pointer('pointermove', 2);
    pointer('pointerup', 2);
    pointer('click', 2);
    expect(reached).toEqual([]);
    pointer('pointerdown', 3);
    expect(reached).toEqual(['pointerdown']);
  });
});

test('a screen that is on lets everything through, and signs of a person are told', () => {
  pointer('pointerdown');
  pointer('pointermove');
  expect(screen.touched).toHaveBeenCalledOnce();
  pointer('pointermove', 1, 3);
  key('keydown', 'KeyA');
  expect(screen.touched).toHaveBeenCalledTimes(3);
  expect(reached).toEqual(['pointerdown', 'pointermove', 'pointermove', 'keydown']);
});

test('a screen that is wiped takes nothing but Escape, and stays awake', () => {
  screen.cleaning = true;
  pointer('pointerdown');
  pointer('click');
  key('keydown', 'KeyA');
  expect(reached).toEqual([]);
  expect(screen.touched).toHaveBeenCalledTimes(2);
  expect(screen.cleaning).toBe(true);
  key('keydown', 'Escape');
  expect(screen.cleaning).toBe(false);
});
