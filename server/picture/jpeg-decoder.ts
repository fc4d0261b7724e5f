import { maxPicturePixels } from '../contract/config/picture-limits.ts';
import { loadSharp } from './load-sharp.ts';
import type { RawPicture } from './raster.ts';

/**
 * Decodes a JPEG to red, green and blue, off the main thread: upright, and at most `maxWidth` pixels wide. A damaged
 * JPEG is decoded as far as possible.
 * @throws Error when it cannot be decoded
 */
export async function decodeJpeg(
  jpeg: Uint8Array,
  { maxWidth, sharpen = false }: { maxWidth?: number | undefined; sharpen?: boolean } = {},
): Promise<RawPicture> {
  const sharp = await loadSharp();
  const image = sharp(jpeg, { failOn: 'none', limitInputPixels: maxPicturePixels }).autoOrient();
  if (maxWidth !== undefined)
    image.resize({ width: maxWidth, withoutEnlargement: true, fastShrinkOnLoad: true });
  // The strength of the program before this one: 1.4 of the picture less 0.4 of a blur of 1.5 pixels.
  if (sharpen) image.sharpen({ sigma: 1.5, m1: 0.4, m2: 0.4 });
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
