import { errorText } from '../server/contract/error-text.ts';
import type { Clock } from '../server/runtime/clock.ts';

export interface ShutdownStep {
  /** The result of the step, e.g. "server closed". */
  name: string;
  run: () => unknown;
  /** A step that takes longer is left behind, so that the next ones still get their turn. */
  limitMs: number;
}

/** How long the kiosk may take to end, all steps together. */
export const shutdownLimitMs = 5_000;

/** Does one step after the other. @returns one line for people: each step, how long it took and what failed */
export async function shutDown(steps: ShutdownStep[], clock: Clock): Promise<string> {
  const startedAtMs = clock.nowMs();
  const lines: string[] = [];
  for (const { name, run, limitMs } of steps) {
    const stepAtMs = clock.nowMs();
    const outcome = await withinLimit(run, limitMs, clock);
    lines.push(`${name} ${outcome}${Math.round(clock.nowMs() - stepAtMs)} ms`);
  }
  return `ended in ${Math.round(clock.nowMs() - startedAtMs)} ms: ${lines.join(', ')}`;
}

async function withinLimit(run: ShutdownStep['run'], limitMs: number, clock: Clock): Promise<string> {
  const done = new AbortController();
  try {
    const late = clock.sleep(limitMs, done.signal).then(() => 'NOT in time, after ');
    return await Promise.race([Promise.resolve(run()).then(() => ''), late]);
  } catch (error) {
    return `FAILED (${errorText(error)}) after `;
  } finally {
    done.abort();
  }
}
