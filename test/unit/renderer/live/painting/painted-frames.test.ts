import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TilePainter } from '../../../../../renderer/live/painting/tile-painter.ts';
import { patienceMs } from '../../../../fixtures/patience.ts';
import { FakeGlass } from '../doubles/fake-glass.ts';
import { frameOf, wishOf } from '../doubles/pictures.ts';

let glass: FakeGlass;
let unwanted: Set<number>;
let painted: number[];
let undecodable: number[];
let done: number[];
let painter: TilePainter;

beforeEach(() => {
  glass = new FakeGlass();
  unwanted = new Set();
  [painted, undecodable, done] = [[], [], []];
  painter = new TilePainter(glass.canvas(), {
    wants: ({ header }) => !unwanted.has(header.sequence),
    painted: ({ header }) => painted.push(header.sequence),
    undecodable: ({ header }) => undecodable.push(header.sequence),
    done: ({ header }) => done.push(header.sequence),
  });
  painter.change(wishOf('hall'));
});
afterEach(() => vi.unstubAllGlobals());

const isDone = (...sequences: number[]) =>
  vi.waitFor(() => expect(done.toSorted()).toEqual(sequences), patienceMs);

describe('a painter', () => {
  test('has only the newest frame wait while it decodes one, and is done with each frame once', async () => {
    glass.held = true;
    for (const sequence of [1, 2, 3, 4]) painter.show(frameOf(sequence));
    await vi.waitFor(() => expect(glass.decoded).toEqual([1]), patienceMs);
    expect(done).toEqual([2, 3]);
    glass.finish();
    await vi.waitFor(() => expect(glass.decoded).toEqual([1, 4]), patienceMs);
    glass.finish();
    await isDone(1, 2, 3, 4);
    expect([painted, glass.drawn]).toEqual([
      [1, 4],
      [1, 4],
    ]);
  });

  test('is not done with a frame before it is painted: the next one would be sent too early', async () => {
    glass.held = true;
    painter.show(frameOf(1));
    await vi.waitFor(() => expect(glass.decoded).toEqual([1]), patienceMs);
    expect(done).toEqual([]);
    glass.finish();
    await isDone(1);
  });

  test('does not draw what is no longer wanted when it is decoded', async () => {
    unwanted.add(1);
    painter.show(frameOf(1));
    await isDone(1);
    expect([painted, undecodable, glass.drawn]).toEqual([[], [], []]);
  });

  test('tells of a picture that cannot be decoded or has no readable head, and paints the next one', async () => {
    painter.show(frameOf(1, { broken: true }));
    await isDone(1);
    painter.show({ ...frameOf(2), jpeg: Uint8Array.of(0xff, 0xd8) });
    await isDone(1, 2);
    expect(undecodable).toEqual([1, 2]);
    painter.show(frameOf(3));
    await isDone(1, 2, 3);
    expect([painted, undecodable]).toEqual([[3], [1, 2]]);
  });
});

describe.each([
  ['with createImageBitmap alone', () => undefined],
  ['with ImageDecoder', () => glass.offerImageDecoder()],
])('the memory of pictures is given back %s', (_what, offer) => {
  beforeEach(() => void offer());

  test('when they were painted, also once more at another size', async () => {
    for (const sequence of [1, 2, 3]) {
      painter.show(frameOf(sequence));
      await vi.waitFor(() => expect(painted).toContain(sequence), patienceMs);
    }
    painter.change(wishOf('hall', { widthPx: 32, heightPx: 24 }));
    await vi.waitFor(() => expect(glass.drawn).toEqual([1, 2, 3, 3]), patienceMs);
    await vi.waitFor(() => expect(glass.open).toEqual([]), patienceMs);
  });

  test('when they are no longer wanted, cannot be decoded or cannot be drawn', async () => {
    unwanted.add(1);
    painter.show(frameOf(1));
    await isDone(1);
    painter.show(frameOf(2, { broken: true }));
    await isDone(1, 2);
    glass.drawFails = true;
    painter.show(frameOf(3));
    await isDone(1, 2, 3);
    expect(glass.open).toEqual([]);
  });
});
