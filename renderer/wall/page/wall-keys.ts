import { actionIn, type KeyRow } from '../../parts/key-table.ts';
import type { Direction } from '../layout/next-tile.ts';
import { zoomedKeys, zoomInKeys } from '../tiles/zoom-keys.ts';
import { toolsKeys } from '../tools/tools-keys.ts';

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

const digits: readonly KeyRow<WallAction>[] = [
  {
    names: '1 – 9',
    does: 'show that camera of the page large',
    keys: Object.fromEntries(
      Array.from({ length: 9 }, (_, place) => [String(place + 1), { kind: 'enlarge', place }]),
    ),
  },
];
const always: readonly KeyRow<WallAction>[] = [
  {
    names: 'B',
    does: 'show or hide the boxes of hooks',
    keys: { b: { kind: 'annotations' } },
  },
  {
    names: '?, F1',
    does: 'list these keys',
    keys: { '?': { kind: 'show-keys' }, F1: { kind: 'show-keys' } },
  },
];
const onWall: readonly KeyRow<WallAction>[] = [
  {
    names: '← ↑ → ↓',
    does: 'go from camera to camera',
    keys: {
      ArrowLeft: { kind: 'focus', direction: 'left' },
      ArrowRight: { kind: 'focus', direction: 'right' },
      ArrowUp: { kind: 'focus', direction: 'up' },
      ArrowDown: { kind: 'focus', direction: 'down' },
    },
  },
  // The browser presses the button that has the focus.
  { names: 'Enter, Space', does: 'show the camera large', keys: {} },
];
const pages: readonly KeyRow<WallAction>[] = [
  {
    names: 'PgUp, PgDn',
    does: 'turn the page',
    keys: { PageUp: { kind: 'page', by: -1 }, PageDown: { kind: 'page', by: 1 } },
  },
];
const whileLarge: readonly KeyRow<WallAction>[] = [
  {
    names: '← →',
    does: 'show the camera before or after, while one is large',
    keys: { ArrowLeft: { kind: 'next-camera', by: -1 }, ArrowRight: { kind: 'next-camera', by: 1 } },
  },
  {
    names: 'Esc, Backspace, 0',
    does: 'back to all cameras',
    keys: { Escape: { kind: 'back' }, Backspace: { kind: 'back' }, '0': { kind: 'back' } },
  },
];

/** Undefined for a key without a meaning on the wall. @param enlarged one camera fills the wall */
export function actionOf(key: string, enlarged: boolean): WallAction | undefined {
  return actionIn([...digits, ...always, ...(enlarged ? whileLarge : [...onWall, ...pages])], key);
}

/** All keys of the wall, in the order of the list. */
export const wallKeys: readonly KeyRow<unknown>[] = [
  ...onWall,
  ...digits,
  ...pages,
  ...whileLarge,
  ...zoomInKeys,
  ...zoomedKeys,
  ...toolsKeys,
  ...always,
];
