import type { Clock } from '../../runtime/clock.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import { UploadError } from './upload-error.ts';

/**
 * Runs `act`, and ends it when nothing moves for too long: `act` tells of each progress. Its own signal aborts then, or
 * with `signal`. It is not waited for then. @throws UploadError "timeout"; what `act` throws; the reason of `signal`
 */
export async function withinIdleLimit<T>(
  { clock, idleMs }: { clock: Clock; idleMs: number },
  signal: AbortSignal,
  act: (signal: AbortSignal, progress: () => void) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  const done = new AbortController();
  let movedAtMs = clock.nowMs();
  const watch = async () => {
    for (;;) {
      const leftMs = movedAtMs + idleMs - clock.nowMs();
      if (done.signal.aborted) return;
      if (leftMs <= 0) return late.abort();
      await clock.sleep(leftMs, done.signal);
    }
  };
  const watching = watch();
  const both = AbortSignal.any([signal, late.signal]);
  try {
    // A disk that hangs does not answer a signal.
    return await Promise.race([act(both, () => (movedAtMs = clock.nowMs())), rejectedBy(both)]);
  } catch (error) {
    signal.throwIfAborted();
    if (late.signal.aborted)
      throw new UploadError('timeout', `nothing moved for ${idleMs / 1_000} seconds`, { cause: error });
    throw error;
  } finally {
    done.abort();
    await watching;
  }
}

async function rejectedBy(signal: AbortSignal): Promise<never> {
  await untilAborted(signal);
  throw signal.reason;
}
