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
    process.exit(1);
  };
  stop.signal.addEventListener('abort', () => setTimeout(endAnyway, limitMs).unref(), { once: true });
}

/** The longest time that the shutdown of the server alone may take. */
export const serverShutdownLimitMs = 2_800;
