import { loadedLibc } from './libc.ts';

/**
 * Ends the process though a thread hangs in a driver. `process.exit` waits for all threads of libuv's pool, so it would
 * never return.
 */
export function exitAtOnce(code: number): void {
  const libc = loadedLibc();
  if (libc && libc.callsUnderWay > 0) libc.exit(code);
  process.exit(code);
}

/**
 * Ends the process if a call into the kernel has not returned. Call it when everything else has ended: such a call
 * keeps the process running.
 */
export function endUnlessIdle(code: number): void {
  if ((loadedLibc()?.callsUnderWay ?? 0) > 0) exitAtOnce(code);
}
