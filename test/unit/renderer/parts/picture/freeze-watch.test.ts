import { describe, expect, test } from 'vitest';
import { FreezeWatch } from '../../../../../renderer/parts/picture/freeze-watch.ts';

/** Looks every two seconds; returns the seconds at which the stream is opened anew. */
function reopenedAt(looks: { pixels?: number | undefined; flowing?: boolean }[]): number[] {
  const watch = new FreezeWatch(0);
  return looks.flatMap(({ pixels, flowing = true }, index) => {
    const nowMs = (index + 1) * 2_000;
    return watch.observe(pixels, flowing, nowMs) ? [nowMs / 1_000] : [];
  });
}

const still = (count: number, pixels?: number) => Array.from({ length: count }, () => ({ pixels }));

describe('a stream', () => {
  test('is left alone while its picture changes', () => {
    expect(reopenedAt(Array.from({ length: 50 }, (_, index) => ({ pixels: index })))).toEqual([]);
  });

  test('is opened anew when its picture has not changed for six seconds', () => {
    expect(reopenedAt([{ pixels: 1 }, { pixels: 2 }, ...still(3, 2)])).toEqual([10]);
  });

  test('is opened anew when it never showed a picture', () => {
    expect(reopenedAt(still(3))).toEqual([6]);
  });

  test('of a scene that truly stands still is opened anew less and less often', () => {
    expect(reopenedAt(still(120, 7))).toEqual([8, 20, 44, 92, 152, 212]);
  });

  test('that was blank while it was opened anew does not count as changed', () => {
    const blankOnce = [...still(4, 7), {}, ...still(5, 7)];
    expect(reopenedAt(blankOnce)).toEqual([8, 20]);
  });

  test('is not blamed while the server itself has no fresh frames', () => {
    expect(reopenedAt(Array.from({ length: 50 }, () => ({ pixels: 7, flowing: false })))).toEqual([]);
  });
});
