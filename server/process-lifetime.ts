import { endUnlessIdle, exitAtOnce, exitThoughDriversHang } from './runtime/libc/exit-at-once.ts';

export { endUnlessIdle, exitThoughDriversHang };

/** The signals that ask a process to end. */
const endSignals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Aborts `stop` at the first SIGINT or SIGTERM.
 * @param limitMs the process exits with code 1 if it still runs this long after `stop` aborted, for whatever reason
 */
export function stopOnSignals(stop: AbortController, limitMs: number): void {
  for (const name of endSignals) process.on(name, () => stop.abort());
  const endAnyway = () => {
    process.stderr.write('rpicam-kiosk: did not end in time\n');
    exitAtOnce(1);
  };
  stop.signal.addEventListener('abort', () => setTimeout(endAnyway, limitMs).unref(), { once: true });
}

/** The longest time that the shutdown of the server alone may take. */
export const serverShutdownLimitMs = 2_800;

/**
 * Makes SIGHUP read again what is configured in files. Call it first of all: a signal without a listener ends the process,
 * and this one may come while the server still starts. Then it is read as soon as the returned function gets the server.
 */
export function reloadOnHangup(): (server: { reload(): Promise<void> }) => void {
  let isAsked = false;
  let reload = () => {
    isAsked = true;
  };
  process.on('SIGHUP', () => reload());
  return (server) => {
    reload = () => void server.reload();
    if (isAsked) reload();
  };
}
