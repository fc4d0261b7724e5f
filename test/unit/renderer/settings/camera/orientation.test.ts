import { describe, expect, test } from 'vitest';
import { previewTurn, turnOf, type Turn } from '../../../../../renderer/settings/camera/orientation.ts';

const all: Turn[] = ([0, 90, 180, 270] as const).flatMap((rotate) =>
  (['none', 'horizontal', 'vertical'] as const).map((flip) => ({ rotate, flip })),
);

/** Where a transform puts the point (x, y), as CSS does it: the last of the list first, y down. */
function moved(transform: string, [x, y]: [number, number]): [number, number] {
  return transform
    .split(' ')
    .reverse()
    .reduce<[number, number]>(
      ([atX, atY], part) => {
        if (part === 'scaleX(-1)') return [-atX, atY];
        if (part === 'scaleY(-1)') return [atX, -atY];
        const degrees = Number(/^rotate\((\d+)deg\)$/.exec(part)?.[1] ?? 0);
        const turns: Record<number, [number, number]> = {
          0: [atX, atY],
          90: [-atY, atX],
          180: [-atX, -atY],
          270: [atY, -atX],
        };
        return turns[degrees] ?? [NaN, NaN];
      },
      [x, y],
    )
    .map((value) => value + 0) as [number, number];
}
const unturned: Turn = { rotate: 0, flip: 'none' };

describe('the preview of a turned picture', () => {
  test('is as the server would send it, whatever it sends now', () => {
    const corner: [number, number] = [2, 1];
    for (const served of all) {
      const sent = moved(previewTurn(unturned, served).transform, corner);
      for (const wanted of all) {
        const shown = moved(previewTurn(served, wanted).transform, sent);
        expect(shown).toEqual(moved(previewTurn(unturned, wanted).transform, corner));
      }
    }
  });

  test('turns clockwise first and then mirrors what is seen', () => {
    expect(previewTurn(unturned, { rotate: 90, flip: 'horizontal' }).transform).toBe(
      'scaleX(-1) rotate(90deg)',
    );
  });

  test('changes nothing where nothing was chosen anew', () => {
    for (const turn of all) expect(previewTurn(turn, turn)).toEqual({ transform: 'none', sideways: false });
  });

  test('changes width and height with a quarter turn only', () => {
    const sideways = (rotate: Turn['rotate']) =>
      previewTurn({ rotate: 90, flip: 'none' }, { rotate, flip: 'none' });
    expect([0, 90, 180, 270].map((rotate) => sideways(rotate as Turn['rotate']).sideways)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('takes what a configuration leaves out as unturned', () => {
    expect(turnOf({})).toEqual(unturned);
    expect(turnOf({ rotate: null, flip: null })).toEqual(unturned);
  });
});
