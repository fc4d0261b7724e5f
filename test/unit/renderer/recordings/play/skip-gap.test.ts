import { describe, expect, test } from 'vitest';
import type { RecordedView } from '../../../../../renderer/live/live-tile.ts';
import { gapChoice } from '../../../../../renderer/recordings/play/skip-gap.ts';

const gap = (nextMs: number | null): RecordedView => ({ kind: 'gap', seek: 1, atMs: 1_000, nextMs });
const end: RecordedView = { kind: 'end', seek: 1, atMs: 1_000, nextMs: null };
const picture: RecordedView = { kind: 'picture', seek: 1, capturedAt: 1_000 };
const choose = (...views: RecordedView[]) => gapChoice(views, () => true);

describe('a player with several cameras', () => {
  test('goes on while one of them has a picture', () => {
    expect(choose(gap(5_000), picture)).toEqual({ kind: 'go-on' });
  });

  test('waits for a camera that has not answered', () => {
    expect(choose(gap(5_000), { kind: 'waiting' })).toEqual({ kind: 'go-on' });
    expect(gapChoice([gap(5_000), gap(9_000)], (_, index) => index === 0)).toEqual({ kind: 'go-on' });
  });

  test('goes to the first picture that any of them has', () => {
    expect(choose(gap(9_000), gap(5_000), end)).toEqual({ kind: 'gap', nextMs: 5_000 });
  });

  test('is at the end when none has a later picture', () => {
    expect(choose(end, gap(null))).toEqual({ kind: 'end' });
  });

  test('does not wait for a camera that is refused or cannot be shown', () => {
    expect(choose({ kind: 'refused', message: '' }, { kind: 'undecodable', seek: 1 }, gap(5_000))).toEqual({
      kind: 'gap',
      nextMs: 5_000,
    });
    expect(choose({ kind: 'refused', message: '' })).toEqual({ kind: 'go-on' });
  });
});
