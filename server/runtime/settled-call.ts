import type { Clock } from './clock.ts';

/** A function that calls `act` once, `settleMs` after the first of several calls, unless `signal` has aborted by then. */
export function settledCall(
  clock: Clock,
  settleMs: number,
  act: () => void,
  signal: AbortSignal,
): () => void {
  let settling = false;
  return () => {
    if (settling) return;
    settling = true;
    void clock.sleep(settleMs, signal).then(() => {
      settling = false;
      if (!signal.aborted) act();
    });
  };
}
