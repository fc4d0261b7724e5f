import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WallTile } from '../../../../../renderer/live/painting/wall-tile.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';
import { FakeGlass } from '../doubles/fake-glass.ts';
import { frameOf, wishOf } from '../doubles/pictures.ts';

let glass: FakeGlass;
let confirmed: [tile: number, sequence: number][];
let tile: WallTile;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  glass = new FakeGlass();
  confirmed = [];
  let lastNumber = 0;
  tile = new WallTile(glass.canvas(), {
    sameMachine: true,
    nextNumber: () => ++lastNumber,
    confirm: (...frame) => confirmed.push(frame),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const number = () => tile.subscription?.tile ?? 0;
const view = () => tile.view({ nowMs: performance.now(), serverNow: undefined });
/** Shows a frame and waits until it was confirmed. */
async function shown(sequence: number, broken = false): Promise<void> {
  const own = number();
  expect(tile.show(frameOf(sequence, { tile: own, broken }))).toBe(true);
  await vi.waitFor(() => expect(confirmed).toContainEqual([own, sequence]), patienceMs);
}

describe('a tile', () => {
  test('subscribes to nothing before it has a wish, and after it was taken away', () => {
    expect(tile.subscription).toBeUndefined();
    tile.wish = wishOf('hall', { fps: 5 });
    expect(tile.subscription).toEqual({ tile: 1, camera: 'hall', width: null, fps: 5 });
    tile.wish = null;
    expect([tile.subscription, tile.report({ nowMs: 0, serverNow: 0 })]).toEqual([undefined, undefined]);
    tile.subscribeAnew();
    expect(tile.subscription).toBeUndefined();
  });

  test('takes frames of its own subscription only', async () => {
    tile.wish = wishOf('hall');
    const old = number();
    tile.wish = wishOf('yard');
    expect(tile.show(frameOf(1, { tile: old }))).toBe(false);
    await shown(2);
    expect(glass.drawn).toEqual([2]);
  });

  test('does not draw a frame whose subscription went while it was decoded, but confirms it', async () => {
    glass.held = true;
    tile.wish = wishOf('hall');
    const old = number();
    tile.show(frameOf(1, { tile: old }));
    await vi.waitFor(() => expect(glass.decoded).toEqual([1]), patienceMs);
    tile.wish = wishOf('yard');
    glass.finish();
    await vi.waitFor(() => expect(confirmed).toEqual([[old, 1]]), patienceMs);
    expect([glass.drawn, glass.open, view().kind]).toEqual([[], [], 'waiting']);
  });

  test('names the problem when its pictures cannot be decoded, not for one bad picture among good ones', async () => {
    tile.wish = wishOf('hall');
    await shown(1, true);
    expect(view()).toEqual({ kind: 'undecodable' });
    await shown(2);
    expect(view().kind).toBe('live');
    vi.advanceTimersByTime(60_000);
    expect(view().kind).toBe('frozen');
    await shown(3, true);
    expect(view()).toEqual({ kind: 'undecodable' });
    tile.wish = wishOf('yard');
    expect(view().kind).toBe('waiting');
  });

  test('needs help only where pictures are to be expected', () => {
    const camera = (flowing: boolean) => ({ flowing, framesPerSecond: 10, staleAfterMs: 5_000 });
    const needs = () => tile.neededRepair(true, performance.now());
    tile.wish = wishOf('hall');
    for (const [flowing, expected] of [
      [false, undefined],
      [true, 'tile'],
    ] as const) {
      for (let second = 0; second < 6; second++) {
        tile.camera = camera(flowing);
        needs();
        vi.advanceTimersByTime(1_000);
      }
      expect(needs()).toBe(expected);
    }
    // The page does not tell of the camera any more.
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1_000);
      if (second > 6) expect(needs()).toBeUndefined();
    }
  });
});
