import { glyphFrom, lowered, merged, type Glyph } from './glyph.ts';

/** The dots of each accent, by its combining character. */
const accents = new Map([
  ['\u0300', { isBelow: false, glyph: glyphFrom(['#.', '.#']) }], // grave
  ['\u0301', { isBelow: false, glyph: glyphFrom(['.#', '#.']) }], // acute
  ['\u0302', { isBelow: false, glyph: glyphFrom(['.#.', '#.#']) }], // circumflex
  ['\u0303', { isBelow: false, glyph: glyphFrom(['.#.#', '#.#.']) }], // tilde
  ['\u0304', { isBelow: false, glyph: glyphFrom(['###']) }], // macron
  ['\u0306', { isBelow: false, glyph: glyphFrom(['#..#', '.##.']) }], // breve
  ['\u0307', { isBelow: false, glyph: glyphFrom(['#']) }], // dot
  ['\u0308', { isBelow: false, glyph: glyphFrom(['#.#']) }], // diaeresis
  ['\u030a', { isBelow: false, glyph: glyphFrom(['###', '#.#', '###']) }], // ring
  ['\u030b', { isBelow: false, glyph: glyphFrom(['#.#', '#.#']) }], // double acute
  ['\u030c', { isBelow: false, glyph: glyphFrom(['#.#', '.#.']) }], // caron
  ['\u0323', { isBelow: true, glyph: glyphFrom(['.', '#']) }], // dot below
  ['\u0326', { isBelow: true, glyph: glyphFrom(['.#', '#.']) }], // comma below
  ['\u0327', { isBelow: true, glyph: glyphFrom(['.#', '#.']) }], // cedilla
  ['\u0328', { isBelow: true, glyph: glyphFrom(['#.', '.#']) }], // ogonek
]);

/** A letter with a combining character on it; undefined for one without a drawing. */
export function accented(letter: Glyph, combining: string, isDotted: boolean): Glyph | undefined {
  const accent = accents.get(combining);
  if (!accent) return undefined;
  const height = letter.rows.length;
  if (accent.isBelow) return merged(letter, lowered(accent.glyph, height - 2, height));
  const base = isDotted ? withoutDot(letter) : letter;
  // One empty row separates letter and accent, unless there is no room: a ring touches its capital.
  const bottom = base.rows.findIndex((row) => row !== 0) - 1;
  return merged(base, lowered(accent.glyph, Math.max(0, bottom - accent.glyph.rows.length), height));
}

/** Removes the dot of an i or j, where the accent goes. */
function withoutDot(letter: Glyph): Glyph {
  const dot = letter.rows.findIndex((row) => row !== 0);
  return { ...letter, rows: letter.rows.map((row, index) => (index === dot ? 0 : row)) };
}
