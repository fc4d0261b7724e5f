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
