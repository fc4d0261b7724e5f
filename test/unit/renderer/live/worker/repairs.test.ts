import { describe, expect, test } from 'vitest';
import type { TileRepair } from '../../../../../renderer/live/worker/tile-repair-ladder.ts';
import { Repairs } from '../../../../../renderer/live/worker/repairs.ts';

const none = { tile: 0, socket: 0, page: 0 };
const hourMs = 3_600_000;

/** How many of a repair that is wanted every `intervalMs` for `durationMs` are let through. */
function admitted(repairs: Repairs, repair: TileRepair, intervalMs: number, fromMs: number): number {
  const times = Array.from(
    { length: Math.floor(hourMs / intervalMs) },
    (_, index) => fromMs + index * intervalMs,
  );
  return times.filter((atMs) => repairs.admit(repair, atMs)).length;
}

describe('the repairs of a wall', () => {
  test.each([
    ['tile', 60],
    ['socket', 12],
  ] as const)('by %s are at most %i in any hour', (repair, limit) => {
    const repairs = new Repairs(none);
    expect(admitted(repairs, repair, 10_000, 0)).toBe(limit);
    expect(admitted(repairs, repair, 10_000, hourMs)).toBe(limit);
  });

  test('of one kind do not use up those of another', () => {
    const repairs = new Repairs(none);
    admitted(repairs, 'tile', 10_000, 0);
    expect(repairs.admit('socket', hourMs - 1)).toBe(true);
  });

  test('that help all tiles are done once for those that ask at the same time', () => {
    const repairs = new Repairs(none);
    for (const repair of ['socket', 'page'] as const) {
      expect([0, 250, 4_999].map((atMs) => repairs.admit(repair, atMs))).toEqual([true, false, false]);
      expect(repairs.admit(repair, 10_000)).toBe(true);
    }
    expect(repairs.unreported).toEqual({ tile: 0, socket: 2, page: 0 });
  });

  test('are reported once, with those from before the page was loaded', () => {
    const repairs = new Repairs({ tile: 5, socket: 1, page: 1 });
    repairs.admit('tile', 0);
    expect(repairs.takeUnreported()).toEqual({ tile: 6, socket: 1, page: 1 });
    expect(repairs.takeUnreported()).toEqual(none);
  });
});
