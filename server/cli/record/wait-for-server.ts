import { hasHost } from '../../contract/config/host-name.ts';
import { errorText } from '../../contract/error-text.ts';
import { systemClock } from '../../runtime/clock.ts';
import { UsageError } from '../../server-options.ts';
import { CommandError } from '../command-error.ts';

export interface WaitSettings {
  url: string;
  timeoutMs: number;
  intervalMs: number;
}

/** From the environment. @throws UsageError that names the wrong variable */
export function waitSettings(env: NodeJS.ProcessEnv): WaitSettings {
  const url = env['STREAM_WAIT_URL'] || 'http://127.0.0.1:8000/health';
  if (!hasHost(url) || !/^https?:\/\//i.test(url)) {
    throw new UsageError('STREAM_WAIT_URL must be an http:// or https:// address');
  }
  return {
    url,
    timeoutMs: seconds(env['STREAM_WAIT_TIMEOUT'] || '120', 'STREAM_WAIT_TIMEOUT') * 1_000,
    intervalMs: seconds(env['STREAM_WAIT_INTERVAL'] || '2', 'STREAM_WAIT_INTERVAL') * 1_000,
  };
}

function seconds(text: string, name: string): number {
  if (!/^\d{1,7}(\.\d+)?$/.test(text) || Number(text) <= 0) {
    throw new UsageError(`${name} must be a number of seconds above 0`);
  }
  return Number(text);
}

/**
 * Resolves when the address answers with any status below 500, or when `signal` aborts. A status like 401 counts, since
 * the server runs then. @throws CommandError when the time is over
 */
export async function waitForServer(settings: WaitSettings, signal: AbortSignal): Promise<void> {
  const { url, timeoutMs, intervalMs } = settings;
  const endAtMs = systemClock.nowMs() + timeoutMs;
  const address = new URL(url);
  address.username = address.password = ''; // fetch refuses a login there
  let problem = 'it does not answer';
  for (;;) {
    const answer = await ask(address, Math.max(1, endAtMs - systemClock.nowMs()), signal);
    if (answer.kind === 'ready' || signal.aborted) return;
    // The end of our time is no answer: the one before tells more.
    if (answer.kind === 'problem') problem = answer.text;
    const leftMs = endAtMs - systemClock.nowMs();
    if (leftMs <= 0) {
      throw new CommandError(
        `${address.host}${address.pathname} is not ready after ${timeoutMs / 1_000} s (${problem}). ` +
          'Start the server, or set STREAM_WAIT_URL and STREAM_WAIT_TIMEOUT.',
      );
    }
    await systemClock.sleep(Math.min(intervalMs, leftMs), signal);
    if (signal.aborted) return;
  }
}

type Answer = { kind: 'ready' } | { kind: 'problem'; text: string } | { kind: 'late' };

async function ask(address: URL, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(Math.ceil(timeoutMs));
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, limit]), redirect: 'manual' });
    await response.body?.cancel();
    if (response.status < 500) return { kind: 'ready' };
    return { kind: 'problem', text: `it answers ${response.status}` };
  } catch (error) {
    if (limit.aborted) return { kind: 'late' };
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { kind: 'problem', text: errorText(cause) };
  }
}
