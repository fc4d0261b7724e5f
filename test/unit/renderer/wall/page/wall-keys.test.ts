import { describe, expect, test } from 'vitest';
import { nextTile } from '../../../../../renderer/wall/layout/next-tile.ts';
import { actionOf } from '../../../../../renderer/wall/page/wall-keys.ts';

describe('a key on the wall', () => {
  test('moves, enlarges, turns pages or shows the keys', () => {
    expect(actionOf('ArrowUp', false)).toEqual({ kind: 'focus', direction: 'up' });
    expect(actionOf('3', false)).toEqual({ kind: 'enlarge', place: 2 });
    expect(actionOf('PageDown', false)).toEqual({ kind: 'page', by: 1 });
    expect(actionOf('F1', false)).toEqual({ kind: 'show-keys' });
    for (const large of [false, true]) {
      for (const key of ['b', 'B']) expect(actionOf(key, large)).toEqual({ kind: 'annotations' });
    }
    for (const key of ['Escape', '0', 'Backspace', 'Enter', 'Tab', 'a', 'toString']) {
      expect(actionOf(key, false)).toBeUndefined();
    }
  });

  test('leads to the next camera or back while one is large', () => {
    expect(actionOf('ArrowLeft', true)).toEqual({ kind: 'next-camera', by: -1 });
    for (const key of ['Escape', '0', 'Backspace']) expect(actionOf(key, true)).toEqual({ kind: 'back' });
    expect(actionOf('9', true)).toEqual({ kind: 'enlarge', place: 8 });
    for (const key of ['PageUp', 'ArrowUp']) expect(actionOf(key, true)).toBeUndefined();
  });
});

describe('the focus', () => {
  const size = { widthPx: 90, heightPx: 90 };
  // 0 1 2
  //  3 4
  const wall = [
    { xPx: 0, yPx: 0, ...size },
    { xPx: 100, yPx: 0, ...size },
    { xPx: 200, yPx: 0, ...size },
    { xPx: 50, yPx: 100, ...size },
    { xPx: 150, yPx: 100, ...size },
  ];

  test.each([
    [0, 'right', 1],
    [2, 'left', 1],
    [0, 'down', 3],
    [2, 'down', 4],
    [3, 'up', 0],
    [4, 'right', undefined],
    [0, 'left', undefined],
    [1, 'up', undefined],
  ] as const)('goes from %i %s to %s', (from, direction, to) => {
    expect(nextTile(wall, from, direction)).toBe(to);
  });

  test('goes from a large tile to the nearest around it, and back', () => {
    const around = [
      { xPx: 0, yPx: 0, widthPx: 190, heightPx: 190 },
      { xPx: 200, yPx: 0, ...size },
    ];
    around.push({ xPx: 200, yPx: 100, ...size }, { xPx: 0, yPx: 200, ...size });
    expect(nextTile(around, 2, 'left')).toBe(0);
    expect(nextTile(around, 0, 'down')).toBe(3);
    expect(nextTile(around, 3, 'up')).toBe(0);
  });
});
