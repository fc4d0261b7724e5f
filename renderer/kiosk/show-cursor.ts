import type { ScreenStatus } from '../../main/bridge.ts';
import { hideIdleCursor } from './idle-cursor.ts';

export const cursorIdleMs = 3_000;

/** Shows the cursor over `root` as it is set, until what this returns is called. */
export function showCursor(root: HTMLElement, cursor: ScreenStatus['cursor']): () => void {
  const lifetime = new AbortController();
  switch (cursor) {
    case 'idle':
      hideIdleCursor(root, cursorIdleMs, lifetime.signal);
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
