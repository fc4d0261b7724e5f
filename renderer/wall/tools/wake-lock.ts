import { whileVisible } from '../../parts/while-visible.ts';

/**
 * Keeps the screen from going dark while the page can be seen, until `signal` aborts. Browsers offer it on secure
 * pages alone (HTTPS, or this machine itself); elsewhere the screen does as its machine is set.
 */
export function keepScreenAwake(signal: AbortSignal): void {
  if (!('wakeLock' in navigator)) return;
  // A browser takes the lock away by itself whenever the page is hidden, so it is asked for anew each time.
  whileVisible(holdLock, signal);
}

async function holdLock(signal: AbortSignal): Promise<void> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    if (signal.aborted) await lock.release();
    else signal.addEventListener('abort', () => void lock.release(), { once: true });
  } catch {
    // Refused, e.g. on a low battery: the wall works all the same, and the next time it is seen it is tried again.
  }
}
