import { whileVisible } from '../../parts/while-visible.ts';

/**
 * Keeps the screen from going dark while the page is visible, until `signal` aborts. Browsers offer this only to secure
 * pages (HTTPS, or the machine itself). Other pages leave the screen to the settings of its machine.
 */
export function keepScreenAwake(signal: AbortSignal): void {
  if (!('wakeLock' in navigator)) return;
  // A browser takes the lock away whenever the page is hidden, so the page asks again each time.
  whileVisible(holdLock, signal);
}

async function holdLock(signal: AbortSignal): Promise<void> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    if (signal.aborted) await lock.release();
    else signal.addEventListener('abort', () => void lock.release(), { once: true });
  } catch (error) {
    // A browser may refuse, e.g. on a low battery. The wall works all the same, and asks again when it is next visible.
    // eslint-disable-next-line no-console -- a person who looks for the reason of a dark screen looks there
    console.info('The browser does not keep the screen awake.', error);
  }
}
