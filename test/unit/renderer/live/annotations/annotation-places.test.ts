import { describe, expect, test } from 'vitest';
import {
  labelColour,
  labelFontPx,
  labelText,
  labelTop,
  placeBox,
} from '../../../../../renderer/live/annotations/annotation-places.ts';
import { placePicture } from '../../../../../renderer/live/painting/picture-placement.ts';
import type { TileSettings } from '../../../../../server/contract/wall.ts';

const picture = { widthPx: 1_280, heightPx: 720 };
const place = (
  box: [number, number, number, number],
  { widthPx = 640, heightPx = 360, fit = 'fit', rotate = 0 }: Partial<TileSettings & typeof picture> = {},
) => {
  const found = placeBox(box, picture, { widthPx, heightPx, fit, rotate });
  return (
    found && [found.left, found.top, found.width, found.height].map((value) => Math.round(value * 10) / 10)
  );
};

describe('a box', () => {
  test('lies on its part of the picture', () => {
    expect(place([0.25, 0.5, 0.5, 0.25])).toEqual([160, 180, 320, 90]);
  });

  test('knows of the bars beside a picture that is shown whole', () => {
    expect(place([0, 0, 1, 1], { widthPx: 640, heightPx: 640 })).toEqual([0, 140, 640, 360]);
    expect(place([0, 0, 0.5, 1], { widthPx: 1_000, heightPx: 360 })).toEqual([180, 0, 320, 360]);
  });

  test('is cut off where the tile cuts the picture off, and is not drawn outside', () => {
    const crop = { widthPx: 360, heightPx: 360, fit: 'crop' } as const;
    expect(place([0, 0, 0.5, 0.5], crop)).toEqual([0, 0, 180, 180]);
    expect(place([0, 0, 0.2, 1], crop)).toBeUndefined();
  });

  test.for<[TileSettings['rotate'], number[]]>([
    [0, [0, 0, 64, 72]],
    [90, [288, 0, 72, 64]],
    [180, [576, 288, 64, 72]],
    [270, [0, 576, 72, 64]],
  ])('is turned with the tile by %d degrees', ([rotate, expected]) => {
    const size = rotate % 180 === 0 ? {} : { widthPx: 360, heightPx: 640 };
    expect(place([0, 0, 0.1, 0.2], { rotate, ...size })).toEqual(expected);
  });

  test('of the whole picture is where the painter puts the picture', () => {
    for (const rotate of [0, 90, 180, 270] as const) {
      const tile = { widthPx: 500, heightPx: 410, rotate, fit: 'fit' as const };
      const { drawn } = placePicture(picture, { ...tile, full: false });
      const [across, down] =
        rotate % 180 === 0 ? [drawn.widthPx, drawn.heightPx] : [drawn.heightPx, drawn.widthPx];
      const box = placeBox([0, 0, 1, 1], picture, tile);
      expect([Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]).toEqual([across, down]);
    }
  });

  test('without any area, and in a picture without a size, is not drawn', () => {
    expect(place([0.5, 0.5, 0, 0])).toBeUndefined();
    expect(
      placeBox([0, 0, 1, 1], { widthPx: 0, heightPx: 0 }, { ...picture, fit: 'fit', rotate: 0 }),
    ).toBeUndefined();
  });
});

describe('a label', () => {
  test('stands above its box, or inside it, and always in the tile', () => {
    const at = (top: number) => labelTop({ left: 0, top, width: 10, height: 10 }, 20, 100);
    expect([at(50), at(20), at(19), at(0), at(95)]).toEqual([30, 0, 19, 0, 75]);
    expect(labelTop({ left: 0, top: 5, width: 1, height: 1 }, 200, 100)).toBe(0);
  });

  test('says how sure the hook is, and is left out where nobody could read it', () => {
    expect(labelText({ label: 'person', score: 0.876 })).toBe('person 88 %');
    expect(labelText({ label: 'person', score: null })).toBe('person');
    expect(labelFontPx({ widthPx: 400, heightPx: 60 })).toBeUndefined();
    expect(labelFontPx({ widthPx: 1_920, heightPx: 1_080 })).toBe(18);
  });

  test('has one colour for the same text', () => {
    expect(labelColour('person')).toBe(labelColour('person'));
    expect(new Set(['person', 'cat', 'dog', 'car', 'bus'].map(labelColour)).size).toBeGreaterThan(2);
  });
});
