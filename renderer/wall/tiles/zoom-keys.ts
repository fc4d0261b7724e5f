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
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', direction: 'in' };
    case '-':
      return zoomed ? { kind: 'zoom', direction: 'out' } : undefined;
  }
  return zoomed ? onlyZoomed[key] : undefined;
}

const onlyZoomed: Record<string, ZoomKey> = {
  Escape: { kind: 'reset' },
  '0': { kind: 'reset' },
  // The picture moves in the opposite direction of the key, so that the view moves with the key.
  ArrowLeft: { kind: 'pan', x: 1, y: 0 },
  ArrowRight: { kind: 'pan', x: -1, y: 0 },
  ArrowUp: { kind: 'pan', x: 0, y: 1 },
  ArrowDown: { kind: 'pan', x: 0, y: -1 },
};

function belongsElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
