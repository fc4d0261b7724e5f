import { describe, expect, test } from 'vitest';
import { maxDrawn, TileAnnotations } from '../../../../../renderer/live/annotations/tile-annotations.ts';

const notice = (label: string, { hook = 'people.ts', count = 1 } = {}) => ({
  ...{ hook, at_ms: 0, drawn: false },
  annotations: Array.from({ length: count }, (_each, at) => ({ label, score: at / 100, box: null })),
});
const labels = (kept: TileAnnotations, nowMs: number) => kept.at(nowMs).map(({ label }) => label);

describe('what a hook saw', () => {
  test('is replaced by what it sees next, and taken away when it sees nothing', () => {
    const kept = new TileAnnotations();
    kept.take(notice('cat'), 0);
    kept.take(notice('owl', { hook: 'birds.ts' }), 0);
    kept.take(notice('dog'), 100);
    expect(labels(kept, 100)).toEqual(['owl', 'dog']);
    kept.take(notice('', { count: 0 }), 200);
    expect(labels(kept, 200)).toEqual(['owl']);
    kept.forget();
    expect(labels(kept, 200)).toEqual([]);
  });

  test('vanishes when nothing newer comes: sooner for a quick hook, after five seconds at the latest', () => {
    const quick = new TileAnnotations();
    for (const atMs of [0, 100, 200]) quick.take(notice('cat'), atMs);
    expect([labels(quick, 1_699), labels(quick, 1_700)]).toEqual([['cat'], []]);
    const slow = new TileAnnotations();
    for (const atMs of [0, 1_000]) slow.take(notice('cat'), atMs);
    expect([labels(slow, 3_499), labels(slow, 3_500)]).toEqual([['cat'], []]);
    const rare = new TileAnnotations();
    for (const atMs of [0, 4_000]) rare.take(notice('cat'), atMs);
    expect([labels(rare, 8_999), labels(rare, 9_000)]).toEqual([['cat'], []]);
  });

  test('is drawn of many the best, and kept of eight hooks at most', () => {
    const kept = new TileAnnotations();
    for (let hook = 0; hook < 30; hook++) kept.take(notice('cat', { hook: `${hook}.ts`, count: 50 }), hook);
    const drawn = kept.at(30);
    expect(drawn).toHaveLength(maxDrawn);
    expect(new Set(drawn.map(({ hook }) => hook)).size).toBe(8);
    expect(drawn[0]?.score).toBe(0.49);
  });
});
