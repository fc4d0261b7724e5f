import { describe, expect, test } from 'vitest';
import { TileRepairLadder, type TileSight } from '../../../../../renderer/live/worker/tile-repair-ladder.ts';

const limitMs = 5_000;
const still: TileSight = { paintedAtMs: 0, expected: true, connected: true, limitMs };

/** Every repair within so many seconds, with the second it was wanted in. */
function repairs(seconds: number, sightAt: (second: number) => Partial<TileSight>): [string, number][] {
  const ladder = new TileRepairLadder(0);
  return Array.from({ length: seconds }, (_, index) => index + 1).flatMap((second) => {
    const repair = ladder.observe({ ...still, ...sightAt(second) }, second * 1_000);
    return repair ? [[repair, second] as [string, number]] : [];
  });
}

describe('a tile that stands still although the server has pictures', () => {
  test('is subscribed anew, ten seconds later the connection opened, twenty later the page loaded', () => {
    expect(repairs(60, () => ({}))).toEqual([
      ['tile', 6],
      ['socket', 16],
      ['page', 36],
    ]);
  });

  test('is tried again from the beginning after one and a half minutes', () => {
    expect(repairs(150, () => ({})).slice(3)).toEqual([
      ['tile', 97],
      ['socket', 107],
      ['page', 127],
    ]);
  });

  test('is left alone as soon as something was painted, and begins anew when it stops again', () => {
    const lastPaint = (second: number) => ({ paintedAtMs: second < 8 ? 0 : 8_000 });
    expect(repairs(20, lastPaint)).toEqual([
      ['tile', 6],
      ['tile', 14],
    ]);
  });

  test('never needs help while it paints', () => {
    expect(repairs(60, (second) => ({ paintedAtMs: second * 1_000 }))).toEqual([]);
  });

  test('has as much time again after the server had no pictures', () => {
    expect(repairs(17, (second) => ({ expected: second > 10 }))).toEqual([['tile', 16]]);
  });

  test('is not blamed for the time without a connection', () => {
    expect(repairs(20, (second) => ({ connected: second <= 3 || second > 13 }))).toEqual([['tile', 16]]);
  });
});
