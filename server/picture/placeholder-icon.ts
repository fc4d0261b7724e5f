import { glyphFrom } from './text/glyph.ts';

/** The dots of a camera, and of a cross that is drawn over it in another colour. */
export const cameraGlyph = glyphFrom([
  '.#########......',
  '#.........#....#',
  '#.........#...##',
  '#.........#..#.#',
  '#.........###..#',
  '#.........#....#',
  '#.........###..#',
  '#.........#..#.#',
  '#.........#...##',
  '#.........#....#',
  '.#########......',
]);
export const crossGlyph = glyphFrom([
  '........',
  '........',
  '........',
  '...#...#',
  '....#.#.',
  '.....#..',
  '....#.#.',
  '...#...#',
]);
