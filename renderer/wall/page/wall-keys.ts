import type { Direction } from '../layout/next-tile.ts';

/** An action of the wall that a key starts. */
export type WallAction =
  | { kind: 'focus'; direction: Direction }
  /** `place` is the place of the tile on the page, from 0. */
  | { kind: 'enlarge'; place: number }
  | { kind: 'next-camera'; by: 1 | -1 }
  | { kind: 'back' }
  | { kind: 'page'; by: 1 | -1 }
  | { kind: 'annotations' }
  | { kind: 'show-keys' };

const directions = new Map<string, Direction>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
]);

/** Undefined for a key without a meaning on the wall. @param enlarged one camera fills the wall */
export function actionOf(key: string, enlarged: boolean): WallAction | undefined {
  if (/^[1-9]$/.test(key)) return { kind: 'enlarge', place: Number(key) - 1 };
  if (key === '?' || key === 'F1') return { kind: 'show-keys' };
  if (key === 'b' || key === 'B') return { kind: 'annotations' };
  if (enlarged) {
    if (key === 'ArrowLeft') return { kind: 'next-camera', by: -1 };
    if (key === 'ArrowRight') return { kind: 'next-camera', by: 1 };
    return ['0', 'Escape', 'Backspace'].includes(key) ? { kind: 'back' } : undefined;
  }
  if (key === 'PageDown') return { kind: 'page', by: 1 };
  if (key === 'PageUp') return { kind: 'page', by: -1 };
  const direction = directions.get(key);
  return direction && { kind: 'focus', direction };
}

/** The keys and their actions, for people. */
export const wallKeys: readonly (readonly [keys: string, what: string])[] = [
  ['← ↑ → ↓', 'go from camera to camera'],
  ['Enter', 'show the camera large'],
  ['1 – 9', 'show that camera of the page large'],
  ['← →', 'show the camera before or after, while one is large'],
  ['Esc, Backspace, 0', 'back to all cameras'],
  ['PgUp, PgDn', 'turn the page'],
  ['B', 'show or hide the boxes of hooks'],
  ['?, F1', 'list these keys'],
];
