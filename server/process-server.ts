import type { AttachedKiosk } from './attached-kiosk.ts';
import { startServer, type RunningServer } from './index.ts';
import { keepMallocSmall } from './runtime/libc/small-malloc.ts';
import { spareThreads } from './runtime/libc/thread-pool.ts';
import { compileEarly, keepHeapSmall } from './runtime/v8-flags.ts';
import type { ServerOptions } from './server-options.ts';

/**
 * Starts the camera server as what this whole process is for: its memory and its compiler are set for a server that runs
 * for a year. See `startServer`, which leaves them alone.
 */
export async function startProcessServer(
  options: ServerOptions,
  signal: AbortSignal,
  kiosk?: AttachedKiosk,
): Promise<RunningServer> {
  keepHeapSmall();
  if (options.capture !== 'child') {
    // Loading a library may use the pool, whose size is fixed then.
    await spareThreads();
    await keepMallocSmall();
  }
  const server = await startServer(options, signal, kiosk);
  compileEarly();
  return server;
}
