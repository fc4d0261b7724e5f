import { mix, type Colour } from '../../picture/raster.ts';

/** The colour of a label, and the colour of text on it. */
export interface Accent {
  readonly colour: Colour;
  readonly textColour: Colour;
}

const black: Colour = [14, 18, 24];
const white: Colour = [255, 255, 255];
/** With steps of this angle, many hues follow before two are close to each other. */
const goldenAngleDegrees = 137.508;

/**
 * Returns the same colours for the same label. Labels that differ only in a number at their end get very different
 * colours.
 */
export function accentOf(label: string): Accent {
  const [, name = '', number = '0'] = /^(.*?)(\d{0,9})$/su.exec(label) ?? [];
  const colour = hueColour(hash(name) + Number(number) * goldenAngleDegrees);
  const [red, green, blue] = colour;
  const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
  return { colour, textColour: luminance > 120 ? black : white };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

function hueColour(degrees: number): Colour {
  const channel = (offset: number) => {
    const distance = Math.abs(((((degrees + offset) % 360) + 360) % 360) - 180);
    return Math.round(255 * Math.min(1, Math.max(0, 2 - distance / 60)));
  };
  return mix([channel(180), channel(60), channel(300)], [180, 180, 180], 0.3);
}
