import { errorText } from '../../contract/error-text.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../log/logger.ts';
import { markLimitMs, type CrashMark } from '../../runtime/crash-mark.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';
import { isKnownMachine } from '../../runtime/libc/known-machine.ts';
import { loadLibc, type Libc } from '../../runtime/libc/libc.ts';
import { spareThreads } from '../../runtime/libc/thread-pool.ts';
import { DeviceThreads } from './device-threads.ts';

/** How V4L2 devices are read. `reason`: why this process cannot read them itself, for people. */
export type V4l2Access =
  | { kind: 'this-process'; libc: Libc; threads: DeviceThreads; mark: Pick<CrashMark, 'set'> }
  | { kind: 'programs'; reason?: string };

export interface V4l2AccessParts {
  clock: Clock;
  logger: Logger;
  /** Is set while the library is loaded, and before this process reads the first device. */
  mark: Pick<CrashMark, 'wasLeft' | 'set' | 'clear'>;
}

/**
 * Prepares the way that was chosen. Where that fails, programs read the devices, and the log says so once. They also do
 * where the last server died while it read devices: a driver that hangs the main thread would hang it again.
 */
export async function openV4l2Access(
  wanted: 'process' | 'child',
  { clock, logger, mark }: V4l2AccessParts,
  threads = spareThreads,
  load = loadLibc,
  processor: string = process.arch,
): Promise<V4l2Access> {
  if (wanted === 'child') {
    if (!isKnownMachine(processor))
      logger.info({ processor }, 'on this processor a program reads each USB camera');
    return { kind: 'programs' };
  }
  try {
    if (mark.wasLeft) throw new Error('the server did not end by itself the last time that it read cameras');
    const devices = await threads();
    if (devices < 1) throw new Error('no thread of the pool may wait for a camera (UV_THREADPOOL_SIZE)');
    const libc = await loadMarked(load, mark, clock);
    return { kind: 'this-process', libc, threads: new DeviceThreads(devices, clock), mark };
  } catch (error) {
    logger.warn({ err: error }, 'the server cannot read USB cameras itself; a program reads each of them');
    return { kind: 'programs', reason: programNotice(error) };
  }
}

/** Why a program reads a camera, for people. @param error says why the server cannot */
export function programNotice(error: unknown): string {
  return `A program reads the camera, because ${errorText(error)}.`;
}

/** A library for another processor may end the process. Then it is not loaded at the next start. */
async function loadMarked(load: typeof loadLibc, mark: V4l2AccessParts['mark'], clock: Clock): Promise<Libc> {
  await waitAtMost(mark.set(), markLimitMs, clock);
  try {
    return await load();
  } finally {
    await waitAtMost(mark.clear(), markLimitMs, clock);
  }
}

/** The number of devices whose driver has not returned from a call though the capture is over. */
export function hangingDrivers(access: V4l2Access): number {
  return access.kind === 'this-process' ? access.threads.abandoned : 0;
}
