/** How a tile gets its picture. */
export type Transport = 'video' | 'snapshot' | 'none';

/**
 * Browsers allow six HTTP/1.1 connections per origin: one for the API, one for events, and four for pictures, of which
 * snapshots in turn need one where there are more cameras than that. (Measured: with eight streams two stay blank and
 * every API call hangs.)
 */
const pictureConnections = 4;

/** Widths in pixels that we ask for: few, so that viewers with similar tiles share one variant. */
const variantWidthsPx = [160, 320, 480, 640, 960, 1_280];

/** Below a third of the camera's width a smaller picture is worth the server's work of making it. */
const worthwhileReduction = 3;

/** Of the tiles that want a picture from the server's own address the first ones get a stream. */
export function planTransports<T>(tiles: readonly T[]): Map<T, Exclude<Transport, 'none'>> {
  const streams = tiles.length <= pictureConnections ? tiles.length : pictureConnections - 1;
  return new Map(tiles.map((tile, index) => [tile, index < streams ? 'video' : 'snapshot']));
}

/** The width to ask for, both in device pixels; undefined: as the camera sends it. */
export function variantWidth(tileWidthPx: number, cameraWidthPx: number | null): number | undefined {
  const widthPx = variantWidthsPx.find((width) => width >= tileWidthPx);
  if (tileWidthPx <= 0 || widthPx === undefined || cameraWidthPx === null) return undefined;
  return widthPx * worthwhileReduction <= cameraWidthPx ? widthPx : undefined;
}
