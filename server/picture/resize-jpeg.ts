import { maxPicturePixels } from '../contract/config/picture-limits.ts';
import { errorText } from '../contract/error-text.ts';
import { loadSharp } from './load-sharp.ts';

const defaultQuality = 80;

/** A picture that cannot be decoded, or has more than `maxPicturePixels`. */
export class UndecodablePictureError extends Error {}

/**
 * A smaller or coarser copy of a JPEG, upright: an EXIF orientation is turned into pixels on the way.
 * Never enlarges. A damaged one is decoded as far as it goes. Rejects with an UndecodablePictureError.
 */
export async function resizeJpeg(
  jpeg: Buffer,
  size: { width?: number | undefined; quality?: number | undefined },
): Promise<{ jpeg: Buffer; width: number; height: number }> {
  const sharp = await loadSharp();
  const image = sharp(jpeg, { failOn: 'none', limitInputPixels: maxPicturePixels }).autoOrient();
  if (size.width !== undefined)
    image.resize({ width: size.width, withoutEnlargement: true, fastShrinkOnLoad: true });
  const { data, info } = await image
    .jpeg({ quality: size.quality ?? defaultQuality, optimiseCoding: false })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      const why = errorText(error);
      throw new UndecodablePictureError(`the picture cannot be decoded: ${why}`, { cause: error });
    });
  return { jpeg: data, width: info.width, height: info.height };
}
