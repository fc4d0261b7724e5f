import { describe, expect, test } from 'vitest';
import { ViewNews } from '../../../../../renderer/live/worker/view-news.ts';

const live = (ageMs: number) => ({ kind: 'live', ageMs, framesPerSecond: 15 }) as const;

describe('what a page is told of its tiles', () => {
  test('is another kind of view at once, and new figures each second', () => {
    const news = new ViewNews();
    const toldAt = (nowMs: number, view: ReturnType<typeof live> | { kind: 'waiting'; ageMs: number }) =>
      news.of([{ key: 1, view }], nowMs).length;
    expect([toldAt(0, { kind: 'waiting', ageMs: 0 }), toldAt(2_000, { kind: 'waiting', ageMs: 0 })]).toEqual([
      1, 0,
    ]);
    expect([toldAt(2_250, live(40)), toldAt(2_500, live(50)), toldAt(3_250, live(60))]).toEqual([1, 0, 1]);
    expect(toldAt(9_000, live(60))).toBe(0);
  });
});
