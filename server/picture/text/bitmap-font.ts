import { accented } from './accents.ts';
import { fontCharacters, fontSheet } from './font-sheet.ts';
import { greekCyrillicCharacters, greekCyrillicSheet, lookalikes } from './greek-cyrillic-sheet.ts';
import { glyphFrom, lowered, trimmed, type Glyph } from './glyph.ts';

/** The rows of a letter: three for accents, seven from the cap line to the baseline, two below it. */
export const letterRows = 12;
/** The first row of capitals and figures, and their height. */
export const capTop = 3;
export const capHeight = 7;

const sheetColumns = 5;
const sheetRows = 9;
const sheetLettersPerStrip = 16;

const space = lowered({ columns: 3, rows: [] }, 0, letterRows);
/** The box that replaces a character without a drawing. */
const box = lowered(
  glyphFrom(['#####', '#...#', '#...#', '#...#', '#...#', '#...#', '#####']),
  capTop,
  letterRows,
);
const letters = new Map([
  ...sheetLetters(fontCharacters, fontSheet),
  ...sheetLetters(greekCyrillicCharacters, greekCyrillicSheet),
]);
letters.set(' ', space);

/** Characters that Unicode does not decompose, written with characters of the font. */
const spellings = new Map([
  ['þ', 'th'],
  ['Þ', 'Th'],
  ['ð', 'd'],
  ['×', 'x'],
  ['«', '<<'],
  ['»', '>>'],
  ['¡', '!'],
  ['¿', '?'],
  ['−', '-'],
  ['⁄', '/'],
  ...lookalikes.flatMap(([others, latin]) =>
    [...others].map((letter, place): [string, string] => [letter, latin.charAt(place)]),
  ),
]);

/** Whether each character of a text has a drawing, so that none becomes a box. */
export function isDrawable(text: string): boolean {
  return !glyphsOf(text).includes(box);
}

/** The dots of each letter of a text. Accents are put on their letters; a character without a drawing becomes a box. */
export function glyphsOf(text: string): Glyph[] {
  const glyphs: Glyph[] = [];
  let before = '';
  for (const character of text.normalize('NFD')) {
    const last = glyphs.at(-1);
    const marked = last && accented(last, character, /[ijіј]/.test(before));
    if (marked) glyphs[glyphs.length - 1] = marked;
    else glyphs.push(...glyphsOfCharacter(character));
    before = character;
  }
  return glyphs;
}

function glyphsOfCharacter(character: string): Glyph[] {
  const letter = letters.get(character);
  if (letter) return [letter];
  const spelling = spellings.get(character) ?? plainPunctuation(character);
  if (spelling) return glyphsOf(spelling);
  if (/\s|\p{Cc}/u.test(character)) return [space];
  // Joiners, variation selectors and marks without a drawing show nothing by themselves.
  if (/[\p{Cf}\p{M}]/u.test(character)) return [];
  const compatible = character.normalize('NFKD');
  return compatible === character ? [box] : glyphsOf(compatible);
}

function plainPunctuation(character: string): string | undefined {
  if (/[‘’‚‛′]/.test(character)) return "'";
  if (/[“”„‟″]/.test(character)) return '"';
  return /\p{Pd}/u.test(character) ? '-' : undefined;
}

function sheetLetters(characters: string, sheet: string): [string, Glyph][] {
  const lines = sheet.trim().split('\n');
  return [...characters].map((character, index) => [character, sheetLetter(lines, index)]);
}

function sheetLetter(sheetLines: string[], index: number): Glyph {
  const firstLine = Math.floor(index / sheetLettersPerStrip) * (sheetRows + 1);
  const firstColumn = (index % sheetLettersPerStrip) * (sheetColumns + 1);
  const drawn = sheetLines
    .slice(firstLine, firstLine + sheetRows)
    .map((line) => line.slice(firstColumn, firstColumn + sheetColumns));
  return lowered(trimmed(glyphFrom(drawn)), capTop, letterRows);
}
