/** How far the picture moves to each side, in CSS pixels; as much of it lies beyond each edge, so no gap is ever seen. */
export const pixelShiftPx = 3;

/**
 * Where everything lies in minute `minute`: a walk around a square, one pixel a minute, so that no edge stays on the
 * same pixels and nobody sees it move. The walk is the same again after `8 * pixelShiftPx` minutes.
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
