import type { Clock } from './clock.ts';

/** Resolves when `work` does, after `ms`, or when `signal` aborts, whichever comes first. Rejects when `work` does. */
export async function waitAtMost(
  work: Promise<void>,
  ms: number,
  clock: Pick<Clock, 'sleep'>,
  signal?: AbortSignal,
): Promise<void> {
  const waited = new AbortController();
  const ended = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal;
  try {
    await Promise.race([work, clock.sleep(ms, ended)]);
  } finally {
    waited.abort();
  }
}
