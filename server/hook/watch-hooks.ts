import { watch, type FSWatcher } from 'node:fs';
import type { Clock } from '../runtime/clock.ts';
import { settledCall } from '../runtime/settled-call.ts';

/** An editor writes a file in several steps. */
const settleMs = 150;
/** A folder that cannot be watched, or is not there yet, is looked at this often. */
const lookMs = 5_000;

/**
 * Calls `onChange` soon after files of the folder changed, until `signal` aborts: at once where the system tells of
 * changes, and every few seconds in any case, because network file systems do not tell.
 */
export async function watchHooks(
  folder: string,
  clock: Clock,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  let watcher: FSWatcher | undefined;
  const changed = settledCall(clock, settleMs, onChange, signal);
  const unwatch = () => {
    watcher?.close();
    watcher = undefined;
  };
  signal.addEventListener('abort', unwatch, { once: true });
  while (!signal.aborted) {
    watcher ??= watched(folder, changed, unwatch);
    await clock.sleep(lookMs, signal);
    if (!signal.aborted) onChange();
  }
}

/** Undefined for a folder that is not there, or cannot be watched. */
function watched(folder: string, changed: () => void, onGone: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, changed);
    watcher.once('error', onGone);
    return watcher;
  } catch {
    return undefined;
  }
}
