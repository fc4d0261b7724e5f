import type { AttachedKiosk } from './attached-kiosk.ts';
import { startServer, type RunningServer } from './index.ts';
import { keepMallocSmall } from './runtime/libc/small-malloc.ts';
import { spareThreads } from './runtime/libc/thread-pool.ts';
import { compileEarly, keepHeapSmall } from './runtime/v8-flags.ts';
import type { ServerOptions } from './server-options.ts';

/** To read and compile a program takes more memory than running it. */
const firstTrimMs = 10_000;
const trimEveryMs = 60_000;

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
  let giveBack: (() => void) | undefined;
  if (options.capture !== 'child') {
    // Loading a library may use the pool, whose size is fixed then.
    await spareThreads();
    giveBack = await keepMallocSmall();
  }
  const server = await startServer(options, signal, kiosk);
  compileEarly();
  if (giveBack) {
    const timers = [setTimeout(giveBack, firstTrimMs), setInterval(giveBack, trimEveryMs)];
    void server.closed.finally(() => timers.forEach(clearTimeout));
  }
  return server;
}
