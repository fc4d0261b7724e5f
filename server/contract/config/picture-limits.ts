/** The default of `max_picture_size`: pixels a side. A camera of 48 megapixels has 8000x6000. */
export const usualMaxPictureSize = 8_192;

/** Pixels that are decoded at most, whatever `max_picture_size` says. Decoded to RGBA, so many take 268 MB. */
export const maxPicturePixels = 8_192 * 8_192;
