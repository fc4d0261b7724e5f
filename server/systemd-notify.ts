import { once } from 'node:events';
import type { Logger } from './log/logger.ts';
import { findProgram, runProgram } from './runtime/child/program.ts';
import { systemClock, type Clock } from './runtime/clock.ts';

export interface SystemdNotifyOptions {
  /** The environment with NOTIFY_SOCKET and WATCHDOG_USEC, as systemd set them. */
  env: NodeJS.ProcessEnv;
  logger: Logger;
  /** One line for `systemctl status`. */
  status: () => string;
  /** False: only a restart by systemd can repair the server. */
  isWell?: () => boolean;
  clock?: Clock;
}

/** The program systemd-notify itself waits up to 5 s for systemd to take a message. */
const tellTimeoutMs = 6_000;
const readyRetryMs = 5_000;
/** The longest time that the last message may delay the end of the process. */
const stoppingTimeoutMs = 1_000;

/**
 * Tells systemd that the server is ready, feeds the watchdog while the event loop turns and `isWell` is true, and tells
 * systemd that the server stops when `signal` aborts. It does nothing unless systemd waits for messages (Type=notify).
 * Call it when all parts have started. Resolves when all messages are sent; never rejects.
 */
export async function startSystemdNotify(options: SystemdNotifyOptions, signal: AbortSignal): Promise<void> {
  const { env, logger, status, isWell = () => true, clock = systemClock } = options;
  if (!env['NOTIFY_SOCKET']) return;
  // Node has no Unix datagram sockets. The program systemd-notify, of the package systemd, waits until systemd has seen
  // which process sent the message. With NotifyAccess=all this process need not be the service's main process, which
  // may be the compositor.
  const program = findProgram('systemd-notify', env['PATH']);
  if (!program) {
    logger.warn('systemd-notify is not installed: systemd does not learn that the server is ready and well');
    return;
  }
  let failing = false;
  const tell = async (lines: string[], limits: { timeoutMs: number; signal?: AbortSignal }) => {
    const { code, stderr } = await runProgram(program, lines, { ...limits, env });
    const failed = code !== 0 && !limits.signal?.aborted;
    if (failed && !failing)
      logger.warn({ said: stderr.trim() }, 'systemd does not accept a message of the server');
    failing = failed;
    return !failed;
  };
  const limits = { timeoutMs: tellTimeoutMs, signal };

  let statusTold = status();
  while (!signal.aborted && !(await tell(['READY=1', statusLine(statusTold)], limits))) {
    await clock.sleep(readyRetryMs, signal);
  }
  const intervalMs = watchdogIntervalMs(env);
  if (intervalMs === undefined && !signal.aborted) await once(signal, 'abort');
  let wasWell = true;
  while (intervalMs !== undefined && !signal.aborted) {
    await clock.sleep(intervalMs, signal);
    if (signal.aborted) break;
    const well = isWell();
    if (well !== wasWell)
      logger.warn(
        well
          ? 'the server is well again'
          : 'the server is not well: it does not feed the watchdog of systemd',
      );
    wasWell = well;
    const now = status();
    const lines = [...(well ? ['WATCHDOG=1'] : []), ...(now === statusTold ? [] : [statusLine(now)])];
    if (lines.length > 0 && (await tell(lines, limits))) statusTold = now;
  }
  await tell(['STOPPING=1'], { timeoutMs: stoppingTimeoutMs });
}

function statusLine(text: string): string {
  return `STATUS=${text.replaceAll(/\s+/g, ' ')}`;
}

/**
 * Half of the time after which systemd acts; undefined without a watchdog. WATCHDOG_PID is not read: it names the main
 * process, which may be another one than this.
 */
function watchdogIntervalMs({ WATCHDOG_USEC: usec = '' }: NodeJS.ProcessEnv): number | undefined {
  return /^[1-9]\d*$/.test(usec) ? Number(usec) / 2_000 : undefined;
}
