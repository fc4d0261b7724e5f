import { loadSharp } from './load-sharp.ts';
import type { RawPicture } from './raster.ts';

/**
 * Encodes pixels off the main thread.
 * @param quality 1 to 100
 */
export async function encodeJpeg(picture: RawPicture, quality: number): Promise<Buffer> {
  const sharp = await loadSharp();
  const { width, height, pixels } = picture;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}
