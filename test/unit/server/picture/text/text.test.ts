import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Raster } from '../../../../../server/picture/raster.ts';
import { wrapAtMost, wrapEvenly, wrapText } from '../../../../../server/picture/text/text-lines.ts';
import { drawText, ellipsize, lineDots, textWidth } from '../../../../../server/picture/text/text.ts';

const names = fc.string({ unit: fc.constantFrom(...'abc iW.äß日 \u0301'), maxLength: 60 });
const dotSizes = fc.integer({ min: 1, max: 5 });

function drawing(text: string, dotSize: number): string[] {
  const raster = new Raster(textWidth(text, dotSize) + 4, lineDots * dotSize);
  drawText(raster, text, { x: 2, y: 0, dotSize, colour: [255, 255, 255] });
  return Array.from({ length: raster.height }, (_, y) =>
    Array.from({ length: raster.width }, (_, x) =>
      '.-#'.charAt(Math.ceil((raster.pixels[(y * raster.width + x) * 3] ?? 0) / 128)),
    ).join(''),
  );
}

describe('drawn text', () => {
  test('is as wide as calculated and stays in its line', () => {
    const columns = drawing('Wij', 3).flatMap((row) =>
      [...row.matchAll(/[^.]/g)].map((match) => match.index),
    );
    expect(Math.min(...columns)).toBe(2);
    expect(Math.max(...columns)).toBe(2 + textWidth('Wij', 3) - 1);
  });

  test('is crisp at one pixel a dot', () => {
    expect(drawing('v', 1).slice(5, 10)).toEqual([
      '..#...#..',
      '..#...#..',
      '..#...#..',
      '...#.#...',
      '....#....',
    ]);
  });

  test('has slopes instead of stairs when larger', () => {
    const rightEdges = drawing('/', 4)
      .map((row) => row.search(/[#-]\.*$/))
      .filter((edge) => edge >= 0);
    const steps = rightEdges.slice(1).map((edge, index) => edge - (rightEdges[index] ?? 0));
    expect(rightEdges).toHaveLength(7 * 4);
    expect(new Set(steps)).toEqual(new Set([0, -1]));
  });

  test('is cut off at the edges of the picture', () => {
    const raster = new Raster(4, 4);
    drawText(raster, 'MMM', { x: -3, y: -7, dotSize: 2, colour: [255, 255, 255] });
    expect(raster.pixels.some((value) => value > 0)).toBe(true);
  });
});

describe('wrapped text', () => {
  test('is broken between words, evenly where asked', () => {
    const width = textWidth('Camera in use by another', 2);
    expect(wrapText('Camera in use by another program', width, 2)).toEqual([
      'Camera in use by another',
      'program',
    ]);
    expect(wrapEvenly('Camera in use by another program', width, 2)).toEqual([
      'Camera in use by',
      'another program',
    ]);
  });

  test('is broken inside a word that is longer than a line', () => {
    expect(wrapText('a /dev/v4l/by-path', textWidth('/dev/v4', 1), 1)).toEqual([
      'a',
      '/dev/v4',
      'l/by-pa',
      'th',
    ]);
  });

  test('never is wider than its lines and loses nothing', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 6, max: 300 }), dotSizes, (text, dots, dotSize) => {
        for (const lines of [
          wrapText(text, dots * dotSize, dotSize),
          wrapEvenly(text, dots * dotSize, dotSize),
        ]) {
          for (const line of lines) expect(textWidth(line, dotSize)).toBeLessThanOrEqual(dots * dotSize);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.normalize('NFC').replace(/\s/g, ''));
        }
      }),
    );
  });

  test('takes as few lines evenly as otherwise', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 300 }), dotSizes, (text, width, dotSize) => {
        expect(wrapEvenly(text, width, dotSize)).toHaveLength(wrapText(text, width, dotSize).length);
      }),
    );
  });

  test('ends in an ellipsis when the lines are limited', () => {
    expect(wrapAtMost(2, 'one two three four', textWidth('one two', 1), 1)).toEqual(['one two', 'three…']);
    expect(wrapAtMost(2, 'one two', textWidth('one two', 1), 1)).toEqual(['one two']);
  });
});

describe('ellipsized text', () => {
  test('is left alone where it fits', () => {
    expect(ellipsize('Küche', textWidth('Küche', 2), 2)).toBe('Küche');
  });

  test('ends in an ellipsis and fits, down to the ellipsis alone', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 5, max: 200 }), dotSizes, (text, dots, dotSize) => {
        const short = ellipsize(text, dots * dotSize, dotSize);
        expect(textWidth(short, dotSize)).toBeLessThanOrEqual(dots * dotSize);
        expect(short === text || short.endsWith('…')).toBe(true);
      }),
    );
  });
});
