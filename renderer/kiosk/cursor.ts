import type { ScreenStatus } from '../../main/bridge.ts';

const idleMs = 3_000;

/** Shows the cursor over `root` as the kiosk is set, until the function that this returns is called. */
export function showCursor(root: HTMLElement, cursor: ScreenStatus['cursor']): () => void {
  const lifetime = new AbortController();
  switch (cursor) {
    case 'idle':
      hideIdleCursor(root, lifetime.signal);
      break;
    case 'hidden':
      root.classList.add('idle');
      break;
    case 'shown':
      break;
    default:
      cursor satisfies never;
  }
  return () => {
    lifetime.abort();
    root.classList.remove('idle');
  };
}

/** Gives `root` the class "idle" while the pointer rests; theme.css hides the cursor then. */
export function hideIdleCursor(root: HTMLElement, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    root.classList.remove('idle');
    clearTimeout(timer);
    timer = setTimeout(() => root.classList.add('idle'), idleMs);
  };
  root.addEventListener('pointermove', moved, { signal });
  root.addEventListener('pointerdown', moved, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  moved();
}
