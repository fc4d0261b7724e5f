import type { Clock } from '../server/runtime/clock.ts';

export const retryDelayMs = 10_000;

/**
 * Tries to start something every `retryDelayMs` until that works.
 * @returns undefined when `signal` aborted before it did
 */
export async function startUntilItWorks<T>(
  start: () => Promise<T>,
  onFailure: (error: unknown) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await start();
    } catch (error) {
      onFailure(error);
      await clock.sleep(retryDelayMs, signal);
    }
  }
  return undefined;
}
