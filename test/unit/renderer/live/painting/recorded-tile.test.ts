import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RecordedView } from '../../../../../renderer/live/live-tile.ts';
import { RecordedTile } from '../../../../../renderer/live/painting/recorded-tile.ts';
import { FakeGlass } from '../doubles/fake-glass.ts';
import { frameOf, wishOf } from '../doubles/pictures.ts';

let glass: FakeGlass;
let confirmed: [tile: number, sequence: number][];
let views: RecordedView[];
let resubscribed: number;
let tile: RecordedTile;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  glass = new FakeGlass();
  confirmed = [];
  views = [];
  resubscribed = 0;
  let lastNumber = 0;
  tile = new RecordedTile(glass.canvas(), {
    sameMachine: true,
    nextNumber: () => ++lastNumber,
    confirm: (...frame) => confirmed.push(frame),
    resubscribe: () => resubscribed++,
    told: (view) => views.push(view),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

let lastSeek = 0;
/** Wishes for another place. */
function seek(at_ms: number, rest: { step?: number; speed?: number; camera?: string } = {}): void {
  const { step = 0, speed = 0, camera = 'hall' } = rest;
  tile.wish = wishOf(camera, { place: { at_ms, step, speed, seek: ++lastSeek } });
}
const number = () => tile.subscription?.tile ?? 0;
const asked = () => tile.subscription?.playback?.at_ms;

/** Shows a frame and waits until it was painted. Not with vi.waitFor, which lets time pass. */
async function shown(sequence: number, capturedAt: number): Promise<void> {
  const own = number();
  const before = confirmed.length;
  const frame = frameOf(sequence, { tile: own });
  expect(tile.show({ ...frame, header: { ...frame.header, capturedAt } })).toBe(true);
  while (confirmed.length === before) await new Promise(setImmediate);
  expect(confirmed.at(-1)).toEqual([own, sequence]);
}

describe('a tile of recordings', () => {
  test('asks for each other place under another number, and for another size under the same one', async () => {
    seek(1_000, { speed: 2 });
    expect(tile.subscription).toEqual({
      ...{ tile: 1, camera: 'hall', width: null, fps: null },
      playback: { at_ms: 1_000, step: 0, speed: 2 },
    });
    tile.wish = wishOf('hall', { widthPx: 32, place: { at_ms: 1_000, step: 0, speed: 2, seek: lastSeek } });
    expect(number()).toBe(1);
    await shown(1, 990);
    seek(1_000, { speed: 4 });
    expect(number()).toBe(2);
  });

  test('has one place on its way while a hand scrubs, and then asks for the newest', async () => {
    for (const at_ms of [1_000, 2_000, 3_000, 4_000]) seek(at_ms);
    expect([number(), asked()]).toEqual([1, 1_000]);
    await shown(1, 1_000);
    expect([number(), asked(), resubscribed]).toEqual([2, 4_000, 1]);
    expect(views.at(-1)).toEqual({ kind: 'picture', seek: lastSeek - 3, capturedAt: 1_000 });
  });

  test('takes a gap for an answer, too', () => {
    seek(1_000);
    seek(2_000);
    tile.take({ type: 'playback', tile: number(), state: 'gap', at_ms: 1_000, next_ms: 9_000 });
    expect(views).toEqual([{ kind: 'gap', seek: lastSeek - 1, atMs: 1_000, nextMs: 9_000 }]);
    expect(asked()).toBe(2_000);
  });

  test('has neither a report nor an age nor a repair, however long it stands still', async () => {
    seek(1_000);
    await shown(1, 1_000);
    vi.advanceTimersByTime(3_600_000);
    expect([tile.report(), tile.view(), tile.neededRepair()]).toEqual([undefined, undefined, undefined]);
  });

  test('goes on with the shown picture after a new connection', async () => {
    seek(1_000, { speed: 1 });
    await shown(1, 1_000);
    await shown(2, 1_500);
    tile.subscribeAnew();
    expect(tile.subscription?.playback).toEqual({ at_ms: 1_500, step: 0, speed: 1 });
  });

  test('asks for the newest place after a new connection, if none was answered before', () => {
    seek(1_000);
    seek(2_000);
    tile.subscribeAnew();
    expect(asked()).toBe(2_000);
    seek(3_000);
    expect(asked()).toBe(2_000);
  });

  test('tells of pictures that follow each other a few times a second, and of another place at once', async () => {
    seek(1_000, { speed: 1 });
    await shown(1, 1_000);
    await shown(2, 1_010);
    vi.advanceTimersByTime(60);
    await shown(3, 1_070);
    seek(5_000);
    await shown(4, 5_000);
    expect(views.map((view) => 'capturedAt' in view && view.capturedAt)).toEqual([1_000, 1_070, 5_000]);
  });

  test('shows the last picture when a step leads no further, and says so', async () => {
    seek(1_000, { step: 1 });
    await shown(1, 1_000);
    tile.take({ type: 'playback', tile: number(), state: 'end', at_ms: 1_000, next_ms: null });
    expect(views.at(-1)).toEqual({ kind: 'picture', seek: lastSeek, capturedAt: 1_000, isLast: true });
  });

  test('says that playing has come to the end', async () => {
    seek(1_000, { speed: 1 });
    await shown(1, 1_000);
    tile.take({ type: 'playback', tile: number(), state: 'end', at_ms: 1_100, next_ms: null });
    expect(views.at(-1)).toMatchObject({ kind: 'end', atMs: 1_100 });
  });

  test('asks for nothing while it is out of sight, and takes no late frame', () => {
    seek(1_000);
    const old = number();
    tile.wish = null;
    expect([tile.subscription, tile.show(frameOf(1, { tile: old }))]).toEqual([undefined, false]);
    seek(2_000);
    expect(asked()).toBe(2_000);
  });

  test('is tried again after it was refused', () => {
    seek(1_000);
    tile.refuse(number(), 'Too many pages play recordings.');
    expect(tile.isRefused).toBe(true);
    tile.subscribeAnew();
    expect(number()).toBe(2);
  });

  test('gives the picture as it came from the server', async () => {
    await expect(tile.snapshot()).rejects.toThrow('There is no picture yet.');
    seek(1_000);
    await shown(7, 1_000);
    const bytes = new Uint8Array(await (await tile.snapshot()).arrayBuffer());
    expect([...bytes]).toEqual([...frameOf(7).jpeg]);
  });
});
