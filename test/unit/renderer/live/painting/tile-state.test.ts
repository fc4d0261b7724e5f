import { describe, expect, test } from 'vitest';
import {
  nextTileState,
  paintDelayMs,
  reportedAgeMs,
  tileView,
  type TileEvent,
  type TileState,
} from '../../../../../renderer/live/painting/tile-state.ts';

const subscribed = (tile: number): TileEvent => ({ type: 'subscribed', tile, nowMs: tile * 1_000 });
const painted = (tile: number, capturedAt: number, placeholder = false): TileEvent => ({
  type: 'painted',
  tile,
  placeholder,
  glass: { capturedAt, paintedAtMs: capturedAt + 50 },
});
const after = (...events: TileEvent[]) =>
  events.reduce<TileState>((state, event) => nextTileState(state, event), { kind: 'off' });
const viewAt = (state: TileState, serverNow: number | undefined, nowMs = 0) =>
  tileView(state, { nowMs, serverNow }, { limitMs: 5_000, framesPerSecond: 15, undecodable: false });

describe('a tile', () => {
  test('waits until something was painted, is live then, and frozen when the picture gets too old', () => {
    expect(viewAt(after(subscribed(1)), 0, 3_500)).toEqual({ kind: 'waiting', ageMs: 2_500 });
    const state = after(subscribed(1), painted(1, 10_000));
    expect(viewAt(state, 10_100)).toEqual({ kind: 'live', ageMs: 100, framesPerSecond: 15 });
    expect(viewAt(state, 15_001)).toEqual({ kind: 'frozen', ageMs: 5_001 });
  });

  test('knows how long its picture took to the glass, once it knows the server’s clock', () => {
    const glass = { capturedAt: 10_000, paintedAtMs: 700 };
    expect(paintDelayMs(glass, { nowMs: 900, serverNow: 10_280 })).toBe(80);
    expect(paintDelayMs(glass, { nowMs: 900, serverNow: undefined })).toBeNull();
  });

  test('ignores what comes late for a subscription that is gone', () => {
    const state = after(subscribed(1), subscribed(2), painted(1, 10_000));
    expect(state).toEqual({ kind: 'waiting', tile: 2, sinceMs: 1_000, glass: undefined });
    expect(nextTileState(state, { type: 'refused', tile: 1, message: 'no' })).toBe(state);
    expect(nextTileState({ kind: 'off' }, painted(2, 10_000))).toEqual({ kind: 'off' });
  });

  test('keeps telling the age of what is on the glass while it is subscribed anew', () => {
    expect(viewAt(after(subscribed(1), painted(1, 10_000), subscribed(2)), 17_000)).toEqual({
      kind: 'frozen',
      ageMs: 7_000,
    });
  });

  test('that was out of sight does not show what was there before as something recent', () => {
    expect(
      viewAt(after(subscribed(1), painted(1, 10_000), { type: 'off' }, subscribed(2)), 10_100, 2_000),
    ).toEqual({
      kind: 'waiting',
      ageMs: 0,
    });
  });

  test('shows a placeholder or a refusal until a picture comes', () => {
    const placeholder = after(subscribed(1), painted(1, 10_000), painted(1, 11_000, true));
    expect(viewAt(placeholder, 20_000)).toEqual({ kind: 'placeholder' });
    const refused = nextTileState(placeholder, { type: 'refused', tile: 1, message: 'Too many viewers.' });
    expect(viewAt(refused, 20_000)).toEqual({ kind: 'refused', message: 'Too many viewers.' });
    expect(viewAt(nextTileState(refused, painted(1, 20_000)), 20_100).kind).toBe('live');
  });

  test('that never painted has an age too, which subscribing anew does not hide', () => {
    const never = after(subscribed(1), subscribed(2));
    expect(reportedAgeMs(never, { nowMs: 31_000, serverNow: undefined })).toBe(30_000);
    const placeholder = after(subscribed(1), painted(1, 11_000, true));
    expect(reportedAgeMs(placeholder, { nowMs: 31_000, serverNow: 31_000 })).toBeNull();
    const shown = after(subscribed(1), painted(1, 10_000), subscribed(2));
    expect(reportedAgeMs(shown, { nowMs: 1_000, serverNow: 17_000 })).toBe(7_000);
  });

  test('counts from the painting while the server’s clock is not known, and never below zero', () => {
    const state = after(subscribed(1), painted(1, 10_000));
    expect(viewAt(state, undefined, 10_250)).toMatchObject({ ageMs: 200 });
    expect(viewAt(state, 9_000)).toMatchObject({ ageMs: 0 });
  });
});
