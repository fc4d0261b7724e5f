export type ZoomKey =
  | { kind: 'zoom'; direction: 'in' | 'out' }
  | { kind: 'reset' }
  /** Parts of a step, to the right and down. */
  | { kind: 'pan'; x: number; y: number };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>;

/** What a key means for the zoomed picture; undefined: nothing, it is the page's. */
export function zoomKeyOf(pressed: Pressed, zoomed: boolean): ZoomKey | undefined {
  const { key, ctrlKey, metaKey, altKey, target } = pressed;
  // The browser's own zoom, and what is typed or chosen in a dialog over the picture.
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
  // The picture goes the other way than the eye.
  ArrowLeft: { kind: 'pan', x: 1, y: 0 },
  ArrowRight: { kind: 'pan', x: -1, y: 0 },
  ArrowUp: { kind: 'pan', x: 0, y: 1 },
  ArrowDown: { kind: 'pan', x: 0, y: -1 },
};

function belongsElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
}
