import { inspect } from 'node:util';
import { loadedLibc } from './libc.ts';

/**
 * Ends the process though a thread hangs in a driver. `process.exit` waits for all threads of libuv's pool, so it would
 * never return.
 */
export function exitAtOnce(code: number): void {
  if (isHanging()) loadedLibc()?.exit(code);
  process.exit(code);
}

/**
 * Ends the process if a call into the kernel has not returned. Call it when everything else has ended: such a call
 * keeps the process running.
 */
export function endUnlessIdle(code: number): void {
  if (isHanging()) exitAtOnce(code);
}

/**
 * Ends the process for every reason though a thread hangs in a driver, also after an error that nobody caught. Node would
 * wait for its threads then: the server would neither serve nor end, and systemd would not start it again.
 */
export function exitThoughDriversHang(): void {
  // Node prints the error only after the listeners of "exit".
  process.on('uncaughtExceptionMonitor', (error) => {
    if (isHanging()) process.stderr.write(`${inspect(error)}\n`);
  });
  process.on('exit', (code) => endUnlessIdle(code));
}

function isHanging(): boolean {
  return (loadedLibc()?.callsUnderWay ?? 0) > 0;
}
