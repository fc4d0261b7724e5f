import { errorText } from '../../contract/error-text.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Logger } from '../../log/logger.ts';
import { loadLibc, type Libc } from '../../runtime/libc/libc.ts';
import { spareThreads } from '../../runtime/libc/thread-pool.ts';
import { DeviceThreads } from './device-threads.ts';

/** How V4L2 devices are read. `reason`: why this process cannot read them itself, for people. */
export type V4l2Access =
  { kind: 'this-process'; libc: Libc; threads: DeviceThreads } | { kind: 'programs'; reason?: string };

/** Prepares the way that was chosen. Where that fails, programs read the devices, and the log says so once. */
export async function openV4l2Access(
  wanted: 'process' | 'child',
  { clock, logger }: { clock: Clock; logger: Logger },
  threads = spareThreads,
): Promise<V4l2Access> {
  if (wanted === 'child') return { kind: 'programs' };
  try {
    const devices = await threads();
    if (devices < 1) throw new Error('no thread of the pool may wait for a camera (UV_THREADPOOL_SIZE)');
    return { kind: 'this-process', libc: await loadLibc(), threads: new DeviceThreads(devices, clock) };
  } catch (error) {
    logger.warn({ err: error }, 'the server cannot read USB cameras itself; a program reads each of them');
    return { kind: 'programs', reason: `A program reads the camera, because ${errorText(error)}.` };
  }
}
