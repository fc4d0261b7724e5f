import { loadSharp } from './load-sharp.ts';

const defaultQuality = 80;

/**
 * A smaller or coarser copy of a JPEG, upright: an EXIF orientation is turned into pixels on the way.
 * Never enlarges. Rejects when the JPEG cannot be decoded at all; a damaged one is decoded as far as it goes.
 */
export async function resizeJpeg(
  jpeg: Buffer,
  size: { width?: number | undefined; quality?: number | undefined },
): Promise<{ jpeg: Buffer; width: number; height: number }> {
  const sharp = await loadSharp();
  const image = sharp(jpeg, { failOn: 'none' }).autoOrient();
  if (size.width !== undefined)
    image.resize({ width: size.width, withoutEnlargement: true, fastShrinkOnLoad: true });
  const { data, info } = await image
    .jpeg({ quality: size.quality ?? defaultQuality, optimiseCoding: false })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
