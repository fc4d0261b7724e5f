/** The way in which a tile gets its picture. */
export type Transport = 'video' | 'snapshot' | 'none';

/**
 * Browsers allow six HTTP/1.1 connections per origin: one is for the API, one for events, and four are for pictures.
 * With more cameras than that, one of the four is for snapshots in turn. (Measured: with eight streams two stay blank
 * and every API call hangs.)
 */
const pictureConnections = 4;

/** The widths that tiles may ask for. They are few, so that viewers with similar tiles share one variant. */
const variantWidthsPx = [160, 320, 480, 640, 960, 1_280];

/** A smaller picture is worth the server's work only at a third of the camera's width or less. */
const worthwhileReduction = 3;

/** The first tiles that want a picture from the server's own address get a stream, and the others snapshots. */
export function planTransports<T>(tiles: readonly T[]): Map<T, Exclude<Transport, 'none'>> {
  const streams = tiles.length <= pictureConnections ? tiles.length : pictureConnections - 1;
  return new Map(tiles.map((tile, index) => [tile, index < streams ? 'video' : 'snapshot']));
}

/** The width to ask for, in device pixels; undefined: the width of the camera. */
export function variantWidth(tileWidthPx: number, cameraWidthPx: number | null): number | undefined {
  const widthPx = variantWidthsPx.find((width) => width >= tileWidthPx);
  if (tileWidthPx <= 0 || widthPx === undefined || cameraWidthPx === null) return undefined;
  return widthPx * worthwhileReduction <= cameraWidthPx ? widthPx : undefined;
}
