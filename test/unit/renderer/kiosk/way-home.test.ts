// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { homeAfterMs, warnedMs, WayHome } from '../../../../renderer/kiosk/way-home.svelte.ts';

const screen = { dark: false, seenAtMs: 0, act: vi.fn(() => Promise.resolve(true)) };
let way: WayHome;
let page: EventTarget;
let unsaved: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(screen, { dark: false, seenAtMs: performance.now() });
  screen.act.mockClear().mockResolvedValue(true);
  page = new EventTarget();
  way = new WayHome(screen, page as Window);
  unsaved = new AbortController();
  const stop = way.watch();
  return () => {
    stop();
    unsaved.abort();
  };
});
afterEach(() => void vi.useRealTimers());

const edit = () =>
  page.addEventListener('beforeunload', (event) => event.preventDefault(), { signal: unsaved.signal });

test('goes at once when asked, unless something would be lost', () => {
  edit();
  way.wish();
  expect(way.leaving).toEqual({ kind: 'asked' });
  expect(screen.act).not.toHaveBeenCalled();
  way.stay();
  unsaved.abort();
  way.wish();
  expect(screen.act).toHaveBeenCalledExactlyOnceWith('home');
});

test('going silences the objection of the page, and failing to go brings it back', async () => {
  edit();
  const objects = () => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  screen.act.mockResolvedValue(false);
  await way.go();
  expect(objects()).toBe(true);
  screen.act.mockResolvedValue(true);
  await way.go();
  expect(objects()).toBe(false);
});

test('warns when nobody was there for long, and goes then', () => {
  vi.advanceTimersByTime(homeAfterMs - warnedMs - 1_000);
  expect(way.leaving).toEqual({ kind: 'staying' });
  vi.advanceTimersByTime(1_500);
  expect(way.leaving).toEqual({ kind: 'idle', secondsLeft: 30, loses: false });
  edit();
  vi.advanceTimersByTime(20_000);
  expect(way.leaving).toEqual({ kind: 'idle', secondsLeft: 10, loses: true });
  vi.advanceTimersByTime(9_000);
  expect(screen.act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(screen.act).toHaveBeenCalledExactlyOnceWith('home');
});

test('somebody who is there, or says so, is not sent away', () => {
  vi.advanceTimersByTime(100_000);
  screen.seenAtMs = performance.now();
  vi.advanceTimersByTime(100_000);
  expect(way.leaving).toEqual({ kind: 'staying' });
  vi.advanceTimersByTime(60_000);
  expect(way.leaving.kind).toBe('idle');
  screen.seenAtMs = performance.now();
  way.stay();
  vi.advanceTimersByTime(100_000);
  expect(way.leaving).toEqual({ kind: 'staying' });
  expect(screen.act).not.toHaveBeenCalled();
});

test('somebody who moves while it warns, and does not say so, is sent away at the time that was told', () => {
  vi.advanceTimersByTime(homeAfterMs - warnedMs + 500);
  expect(way.leaving.kind).toBe('idle');
  screen.seenAtMs = performance.now();
  vi.advanceTimersByTime(warnedMs);
  expect(screen.act).toHaveBeenCalledExactlyOnceWith('home');
});

test('behind a dark screen it goes without a word', () => {
  screen.dark = true;
  vi.advanceTimersByTime(homeAfterMs - 1_000);
  expect(way.leaving).toEqual({ kind: 'staying' });
  vi.advanceTimersByTime(1_000);
  expect(screen.act).toHaveBeenCalledExactlyOnceWith('home');
});
