import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { resizeJpeg, UndecodablePictureError } from '../../../../server/picture/resize-jpeg.ts';
import { jpeg } from '../../../fixtures/images.ts';

const image = jpeg('64x48');

/** The image with another size in its SOF. */
function claiming(width: number, height: number): Buffer {
  const copy = Buffer.from(image);
  const sof = copy.indexOf(Buffer.from([0xff, 0xc0]));
  copy.writeUInt16BE(height, sof + 5);
  copy.writeUInt16BE(width, sof + 7);
  return copy;
}

describe('a picture is made smaller', () => {
  test('as far as it can be decoded', async () => {
    const { width, height, jpeg: smaller } = await resizeJpeg(claiming(64, 96), { width: 32 });
    expect(await sharp(smaller).metadata()).toMatchObject({ width, height });
    expect([width, height]).toEqual([32, 48]);
  });

  test.each([
    [16_383, 16_383],
    [8_193, 8_192],
  ])('but not one that claims %i x %i pixels', async (width, height) => {
    const made = resizeJpeg(claiming(width, height), { width: 320 });
    await expect(made).rejects.toThrow(UndecodablePictureError);
    await expect(made).rejects.toThrow(/pixel limit/);
  });

  test('but not bytes without a meaning', async () => {
    await expect(resizeJpeg(Buffer.from('nonsense'), { width: 320 })).rejects.toThrow(
      UndecodablePictureError,
    );
  });
});
