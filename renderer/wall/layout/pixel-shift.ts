/** The wall moves this many CSS pixels to each side. It is larger by as much on each side, so no gap appears. */
export const pixelShiftPx = 3;

/**
 * The shift of the wall in a minute. The wall walks around a square by one pixel a minute: so no edge stays on the
 * same pixels, and nobody sees it move. One round takes `8 * pixelShiftPx` minutes.
 */
export function pixelShiftAt(minute: number): { xPx: number; yPx: number } {
  const sidePx = 2 * pixelShiftPx;
  const step = ((minute % (4 * sidePx)) + 4 * sidePx) % (4 * sidePx);
  const along = (step % sidePx) - pixelShiftPx;
  switch (Math.floor(step / sidePx)) {
    case 0:
      return { xPx: along, yPx: -pixelShiftPx };
    case 1:
      return { xPx: pixelShiftPx, yPx: along };
    case 2:
      return { xPx: -along, yPx: pixelShiftPx };
    default:
      return { xPx: -pixelShiftPx, yPx: -along };
  }
}
