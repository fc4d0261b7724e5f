import { actionIn, type KeyRow } from '../../parts/key-table.ts';

export type ZoomKey =
  | { kind: 'zoom'; direction: 'in' | 'out' }
  | { kind: 'reset' }
  /** The number of steps to the right and down. */
  | { kind: 'pan'; x: number; y: number };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>;

/** The meaning of a key for the picture; undefined: the key belongs to the page. */
export function zoomKeyOf(pressed: Pressed, zoomed: boolean): ZoomKey | undefined {
  const { key, ctrlKey, metaKey, altKey, target } = pressed;
  // Keys with Ctrl belong to the browser's zoom, and keys in a field or dialog belong to it.
  if (ctrlKey || metaKey || altKey || belongsElsewhere(target)) return undefined;
  return actionIn(zoomed ? [...zoomInKeys, ...zoomedKeys] : zoomInKeys, key);
}

/** They begin the zoom of a camera that is shown large. */
export const zoomInKeys: readonly KeyRow<ZoomKey>[] = [
  {
    names: '+, =',
    does: 'zoom into the large camera',
    keys: { '+': { kind: 'zoom', direction: 'in' }, '=': { kind: 'zoom', direction: 'in' } },
  },
];

/** They have a meaning for a zoomed picture only. */
export const zoomedKeys: readonly KeyRow<ZoomKey>[] = [
  { names: '-', does: 'zoom out again', keys: { '-': { kind: 'zoom', direction: 'out' } } },
  {
    names: '← ↑ → ↓',
    does: 'move the zoomed picture',
    // The picture moves in the opposite direction of the key, so that the view moves with the key.
    keys: {
      ArrowLeft: { kind: 'pan', x: 1, y: 0 },
      ArrowRight: { kind: 'pan', x: -1, y: 0 },
      ArrowUp: { kind: 'pan', x: 0, y: 1 },
      ArrowDown: { kind: 'pan', x: 0, y: -1 },
    },
  },
  {
    names: 'Esc, 0',
    does: 'end the zoom',
    keys: { Escape: { kind: 'reset' }, '0': { kind: 'reset' } },
  },
];

function belongsElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
