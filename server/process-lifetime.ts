/** The signals that end a process by asking it. */
const endSignals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Aborts `stop` with the first SIGINT or SIGTERM.
 * @param limitMs a process that has not ended so long after it aborted, for whatever reason, is ended: exit code 1
 */
export function stopOnSignals(stop: AbortController, limitMs: number): void {
  for (const name of endSignals) process.on(name, () => stop.abort());
  const endAnyway = () => {
    process.stderr.write('rpicam-kiosk: did not end in time\n');
    process.exit(1);
  };
  stop.signal.addEventListener('abort', () => setTimeout(endAnyway, limitMs).unref(), { once: true });
}

/** How long the server alone may take to end. */
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
