import type { Rectangle } from '../../picture/raster.ts';
import { lineDots, textWidth } from '../../picture/text/text.ts';

/** The rectangle of a text; the font defines `dotSize`. */
export interface TextPlace extends Rectangle {
  readonly dotSize: number;
}

/** The places of all parts of a test pattern, from the top; small pictures leave out parts that would be unreadable. */
export interface TestPatternLayout {
  readonly bars: Rectangle;
  readonly label: TextPlace | undefined;
  readonly time: TextPlace | undefined;
  readonly number: TextPlace | undefined;
  readonly lane: Rectangle;
}

/** Gives the width of the time: all digits are equally wide. */
const timeTemplate = '00:00:00.000';
const numberTemplate = '#000000000';
/** The share of the height for everything below the colour bars. */
const lowerShare = 0.8;

/** Sizes in pixels; all rectangles touch, none overlap. */
export function layoutTestPattern(width: number, height: number): TestPatternLayout {
  const timeDotSize = Math.floor(
    Math.min((width * 0.92) / textWidth(timeTemplate, 1), (height * 0.24) / lineDots),
  );
  const dotSize = Math.max(1, Math.round(timeDotSize / 2));
  const laneHeight = Math.max(4, Math.round(Math.min(width, height) * 0.16));

  let room = Math.floor(height * lowerShare) - laneHeight;
  const take = (template: string, size: number): TextPlace | undefined => {
    const textHeight = lineDots * size;
    const textLength = textWidth(template, size);
    if (size < 1 || textLength > width || textHeight > room) return undefined;
    room -= textHeight;
    return {
      x: Math.floor((width - textLength) / 2),
      y: 0,
      width: textLength,
      height: textHeight,
      dotSize: size,
    };
  };
  const number = take(numberTemplate, dotSize);
  const time = take(timeTemplate, timeDotSize);
  const label = take('…', dotSize);

  let bottom = height;
  const stack = <T extends Rectangle>(place: T): T => {
    bottom -= place.height;
    return { ...place, y: bottom };
  };
  return {
    lane: stack({ x: 0, y: 0, width, height: laneHeight }),
    number: number && stack(number),
    time: time && stack(time),
    label: label && stack({ ...label, x: 0, width }),
    bars: { x: 0, y: 0, width, height: bottom },
  };
}
