/** A place on the wall in CSS pixels, from the top left corner of the wall. */
export interface Rect {
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
}

export interface Size {
  widthPx: number;
  heightPx: number;
}

/** The largest rectangle of this width / height in the middle of `box`. */
export function fitInto(box: Rect, aspect: number): Rect {
  const widthPx = Math.min(box.widthPx, box.heightPx * aspect);
  const heightPx = Math.min(box.heightPx, widthPx / aspect);
  return {
    xPx: box.xPx + (box.widthPx - widthPx) / 2,
    yPx: box.yPx + (box.heightPx - heightPx) / 2,
    widthPx,
    heightPx,
  };
}

export function shifted(rects: readonly Rect[], xPx: number, yPx: number): Rect[] {
  return rects.map((rect) => ({ ...rect, xPx: rect.xPx + xPx, yPx: rect.yPx + yPx }));
}

/** The rectangle with x and y exchanged. */
export function transposed({ xPx, yPx, widthPx, heightPx }: Rect): Rect {
  return { xPx: yPx, yPx: xPx, widthPx: heightPx, heightPx: widthPx };
}

/** The rectangle on whole pixels, never larger, so that tiles without an overlap get none. */
export function onPixels({ xPx, yPx, widthPx, heightPx }: Rect): Rect {
  return {
    xPx: Math.floor(xPx + tinyPx),
    yPx: Math.floor(yPx + tinyPx),
    widthPx: Math.floor(widthPx + tinyPx),
    heightPx: Math.floor(heightPx + tinyPx),
  };
}

/** Sums of fractions lose this much at most: 639.9999999 counts as 640. */
const tinyPx = 1e-6;
