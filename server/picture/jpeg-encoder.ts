import { loadSharp } from './load-sharp.ts';
import type { Raster } from './raster.ts';

/**
 * Encodes a raster off the main thread.
 * @param quality 1 to 100
 */
export async function encodeJpeg(raster: Raster, quality: number): Promise<Buffer> {
  const sharp = await loadSharp();
  const { width, height, pixels } = raster;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}
