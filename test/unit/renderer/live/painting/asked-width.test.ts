import { describe, expect, test } from 'vitest';
import { askedWidth } from '../../../../../renderer/live/painting/asked-width.ts';

const wish = {
  widthPx: 300,
  heightPx: 170,
  rotate: 0,
  fit: 'fit',
  cameraWidthPx: 1_280,
  full: false,
} as const;

describe('the width a tile asks the server for', () => {
  test('is a size class where that is a third of the camera’s or less', () => {
    expect(askedWidth(wish, false)).toBe(320);
    expect(askedWidth({ ...wish, cameraWidthPx: 1_920, widthPx: 500 }, false)).toBe(640);
  });

  test('is the camera’s own where little would be spared, or where it is not known yet', () => {
    expect(askedWidth({ ...wish, widthPx: 470 }, false)).toBeNull();
    expect(askedWidth({ ...wish, cameraWidthPx: 640 }, false)).toBeNull();
    expect(askedWidth({ ...wish, cameraWidthPx: null }, false)).toBeNull();
  });

  test('is the camera’s own on the server’s machine and for zooming', () => {
    expect(askedWidth(wish, true)).toBeNull();
    expect(askedWidth({ ...wish, full: true }, false)).toBeNull();
  });

  test('is that of the side a turned picture lies along, and enough for one that fills its tile', () => {
    expect(askedWidth({ ...wish, rotate: 90 }, false)).toBe(240);
    expect(askedWidth({ ...wish, cameraWidthPx: 3_840, heightPx: 600, fit: 'crop' }, false)).toBe(1_280);
  });
});
