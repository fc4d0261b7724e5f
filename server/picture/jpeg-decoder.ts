import { maxPicturePixels } from '../contract/config/picture-limits.ts';
import { loadSharp } from './load-sharp.ts';
import type { RawPicture } from './raster.ts';

/**
 * 1.4 of the picture less 0.4 of a blur of 1.5 pixels, as in the program before this one, but the blur is cut to 3 × 3
 * pixels: 720p takes 22 ms, against 51 ms with 5 × 5 and 90 ms with sharp's own sharpening.
 */
const sharper = {
  width: 3,
  height: 3,
  kernel: [-38, -47, -38, -47, 1_340, -47, -38, -47, -38],
  scale: 1_000,
};

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
  if (sharpen) image.convolve(sharper);
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}
