import { describe, expect, test } from 'vitest';
import { capHeight, capTop, glyphsOf, letterRows } from '../../../../../server/picture/text/bitmap-font.ts';
import type { Glyph } from '../../../../../server/picture/text/glyph.ts';

const printableAscii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const box = '日';

/** A character as drawn lines without empty lines around it. */
function drawn(character: string): string {
  const glyphs = glyphsOf(character);
  expect(glyphs).toHaveLength(1);
  return glyphs.map(lines).join();
}

function lines(glyph: Glyph): string {
  return glyph.rows
    .map((row) => Array.from({ length: glyph.columns }, (_, x) => ((row >> x) & 1 ? '#' : '.')).join(''))
    .join('\n');
}

describe('the bitmap font', () => {
  test('has a drawing for every printable ASCII character', () => {
    const drawings = new Set(printableAscii.map(drawn));
    // Only O and 0 look the same.
    expect(drawings.size).toBe(printableAscii.length - 1);
    expect(drawings).not.toContain(drawn(box));
  });

  test('has digits of one width, so that running figures stand still', () => {
    expect(new Set([...'0123456789'].flatMap(glyphsOf).map((glyph) => glyph.columns))).toEqual(new Set([5]));
  });

  test('keeps capitals and figures between cap line and baseline', () => {
    for (const glyph of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'].flatMap(glyphsOf)) {
      expect(glyph.rows).toHaveLength(letterRows);
      expect(glyph.rows.findIndex(Boolean)).toBe(capTop);
      expect(glyph.rows.findLastIndex(Boolean)).toBe(capTop + capHeight - 1);
    }
  });

  test('puts accents on letters', () => {
    expect(drawn('ü').split('\n').slice(3, 6)).toEqual(['.#.#.', '.....', '#...#']);
    expect(drawn('É').split('\n').slice(0, 4)).toEqual(['..#..', '.#...', '.....', '#####']);
    expect(drawn('ç').split('\n').slice(9)).toEqual(['.###', '..#.', '.#..']);
  });

  test.each([
    ...'àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿšžřčőűğşţįąężßłđœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŠŽŘČŐŰĞŞŢĮĄĘŻŁĐŒ',
  ])('draws %s as neither a box nor the bare letter', (letter) => {
    const bare = letter.normalize('NFD').slice(0, 1);
    expect(drawn(letter)).not.toBe(drawn(box));
    if (bare !== letter) expect(drawn(letter)).not.toBe(drawn(bare));
  });

  test.each([
    ['Greek', 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΐϋ'],
    ['Cyrillic', 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя'],
    ['the other Cyrillic letters of Europe', 'ЄІЇҐЎЂЃЉЊЋЌЏЈЅєіїґўђѓљњћќџјѕ'],
  ])('draws each letter of %s, all different', (_script, alphabet) => {
    const drawings = new Set([...alphabet].map(drawn));
    expect(drawings).not.toContain(drawn(box));
    expect(drawings.size).toBe([...alphabet].length);
  });

  test('draws composed and decomposed letters alike', () => {
    for (const letter of 'åéñžįế') expect(glyphsOf(letter.normalize('NFD'))).toEqual(glyphsOf(letter));
  });

  test('takes the dot from an i under an accent but not from one over an ogonek', () => {
    expect(drawn('ì').split('\n').slice(2, 6)).toEqual(['#..', '.#.', '...', '##.']);
    expect(drawn('į').split('\n').slice(0, 10)).toEqual(drawn('i').split('\n').slice(0, 10));
  });

  test('spells characters without a drawing in letters that it has', () => {
    for (const [text, spelt] of [
      ['Þór', 'Thór'],
      ['“a” ‘b’', '"a" \'b\''],
      ['1 – 2—3', '1 - 2-3'],
      ['ﬁ ½ x²', 'fi 1/2 x2'],
      ['a\tb\nc\u00a0d', 'a b c d'],
    ] as const) {
      expect(glyphsOf(text)).toEqual(glyphsOf(spelt));
    }
  });

  test('draws one box for each character it cannot draw, and nothing for joiners and selectors', () => {
    expect(drawn('本')).toBe(drawn(box));
    expect(glyphsOf('a\u200d\ufe0fb')).toEqual(glyphsOf('ab'));
    expect(glyphsOf('❤️')).toHaveLength(1);
    expect(glyphsOf('\ud800')).toHaveLength(1);
    expect(glyphsOf('')).toEqual([]);
  });
});
