/** FourCCs of V4L2 formats that are JPEG images already: passed on as they come, at hardly any cost. */
const jpegFormats = ['MJPG', 'JPEG'];
/**
 * Formats that are encoded here, least to convert first. ffmpeg 5.1 does not read YVYU and NV21 (`-list_formats all` on
 * vivid), and cannot tell YV12 from YU12 or XR24 from BGR4.
 */
const rawFormats = ['YUYV', 'UYVY', 'NV12', 'YU12', '422P', 'RGB3', 'BGR3'];
const greyFormats = ['GREY'];
const formatOrder = [...jpegFormats, ...rawFormats, ...greyFormats];

export function isJpegFormat(fourcc: string): boolean {
  return jpegFormats.includes(fourcc);
}

/** The place of a format among those that can be read, the best one first. */
export function formatRank(fourcc: string): number {
  return formatOrder.indexOf(fourcc);
}

/**
 * The modes whose format can be read. Grey ones only where there is no other: infrared cameras have nothing else, some
 * colour cameras have both.
 */
export function usableModes<T>(modes: readonly T[], fourccOf: (mode: T) => string): T[] {
  const usable = modes.filter((mode) => formatOrder.includes(fourccOf(mode)));
  const coloured = usable.filter((mode) => !greyFormats.includes(fourccOf(mode)));
  return coloured.length > 0 ? coloured : usable;
}
