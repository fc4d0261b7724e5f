import { describe, expect, test } from 'vitest';
import { decodedSize, jpegSize } from '../../../../../renderer/live/painting/jpeg-size.ts';
import { jpeg } from '../../../../fixtures/images.ts';

describe('the size of a JPEG', () => {
  test('is read from its head', () => {
    expect(jpegSize(new Uint8Array(jpeg('328x184')))).toEqual({ widthPx: 328, heightPx: 184 });
  });

  test('is found behind other segments and filling', () => {
    const comment = Buffer.from([0xff, 0xff, 0xff, 0xfe, 0x00, 0x04, 0xff, 0xc0]);
    const image = jpeg('64x48');
    const padded = Buffer.concat([image.subarray(0, 2), comment, image.subarray(2)]);
    expect(jpegSize(new Uint8Array(padded))).toEqual({ widthPx: 64, heightPx: 48 });
  });

  test.each([0, 1, 5, 12, 20])('is unknown when the image ends after %i bytes', (length) => {
    expect(jpegSize(new Uint8Array(jpeg().subarray(0, length)))).toBeUndefined();
  });
});

describe('the size a picture is decoded at', () => {
  const hd = { widthPx: 1_280, heightPx: 720 };

  test.each([
    [160, 160],
    [161, 160], // a pixel less is not to be seen
    [200, 320],
    [640, 640],
    [900, 960],
    [1_280, 1_280],
    [3_000, 1_280],
  ])('for %i pixels of a 1280 wide one is %i, the eighths that are enough', (shownPx, expected) => {
    expect(decodedSize(hd, { widthPx: shownPx, heightPx: (shownPx * 9) / 16 }).widthPx).toBe(expected);
  });

  test('is never rounded to fewer eighths than wanted', () => {
    const odd = { widthPx: 1_366, heightPx: 767 };
    const { widthPx, heightPx } = decodedSize(odd, { widthPx: 510, heightPx: 280 });
    expect(Math.sqrt((widthPx * heightPx) / (odd.widthPx * odd.heightPx)) * 8).toBeGreaterThanOrEqual(3);
  });
});
