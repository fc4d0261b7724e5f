import { describe, expect, test } from 'vitest';
import { placePicture } from '../../../../../renderer/live/painting/picture-placement.ts';

const hd = { widthPx: 1_280, heightPx: 720 };
const tile = { widthPx: 640, heightPx: 480, rotate: 0, fit: 'fit', full: false } as const;

describe('a picture in its tile', () => {
  test('is shown whole when it fits, and fills the tile when it is cropped', () => {
    expect(placePicture(hd, tile)).toEqual({
      canvas: { widthPx: 640, heightPx: 480 },
      drawn: { widthPx: 640, heightPx: 360 },
      turnRadians: 0,
    });
    expect(placePicture(hd, { ...tile, fit: 'crop' }).drawn).toEqual({ widthPx: 853, heightPx: 480 });
  });

  test('that is turned by a quarter fits with its height across', () => {
    const turned = placePicture(hd, { ...tile, rotate: 90 });
    expect(turned.drawn).toEqual({ widthPx: 480, heightPx: 270 });
    expect(turned.turnRadians).toBeCloseTo(Math.PI / 2);
    expect(placePicture(hd, { ...tile, rotate: 180 }).drawn).toEqual({ widthPx: 640, heightPx: 360 });
  });

  test('is not drawn larger than it is: the canvas has fewer pixels, in the tile’s shape', () => {
    const small = placePicture({ widthPx: 320, heightPx: 180 }, { ...tile, widthPx: 1_600, heightPx: 1_000 });
    expect(small).toMatchObject({
      canvas: { widthPx: 320, heightPx: 200 },
      drawn: { widthPx: 320, heightPx: 180 },
    });
  });

  test('has all its pixels when it is to be zoomed into, as far as canvases go', () => {
    expect(placePicture(hd, { ...tile, full: true })).toMatchObject({
      canvas: { widthPx: 1_280, heightPx: 960 },
      drawn: hd,
    });
    const huge = placePicture({ widthPx: 8_000, heightPx: 6_000 }, { ...tile, full: true });
    expect(huge.canvas.widthPx).toBe(4_096);
  });
});
