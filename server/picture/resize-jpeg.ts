import { maxPicturePixels } from '../contract/config/picture-limits.ts';
import { errorText } from '../contract/error-text.ts';
import { loadSharp } from './load-sharp.ts';

const defaultQuality = 80;

/** The picture cannot be decoded, or has more than `maxPicturePixels`. */
export class UndecodablePictureError extends Error {}

/**
 * Makes a smaller or coarser, upright copy of a JPEG: it turns the pixels as the EXIF orientation says. It never
 * enlarges. A damaged JPEG is decoded as far as possible.
 * @throws UndecodablePictureError
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
