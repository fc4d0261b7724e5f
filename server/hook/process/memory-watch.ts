import { readFileSync } from 'node:fs';
import type { Clock } from '../../runtime/clock.ts';

/** A process fills about 1 GB a second at most. */
const intervalMs = 200;

/**
 * Calls `onExcess` when a process and its children hold more than `maxBytes`, until `signal` aborts.
 * @param onLook called with the resident memory at each look
 */
export async function watchMemory(
  { pid, maxBytes, clock }: { pid: number; maxBytes: number; clock: Pick<Clock, 'sleep'> },
  on: { look: (bytes: number) => void; excess: (bytes: number) => void },
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(intervalMs, signal);
    if (signal.aborted) return;
    const bytes = residentBytes(pid);
    on.look(bytes);
    if (bytes > maxBytes) return on.excess(bytes);
  }
}

/** Resident bytes of a process with its children; those that have ended count nothing. */
function residentBytes(pid: number): number {
  // In kB, whatever the size of a page: a Pi 5 has pages of 16 KiB.
  const kilobytes = processTree(pid).map(
    (each) => /^VmRSS:\s+(\d+) kB$/m.exec(readProc(each, 'status'))?.[1],
  );
  return kilobytes.reduce((sum, text) => sum + Number(text ?? 0) * 1_024, 0);
}

/** A process with its children and their children. */
export function processTree(pid: number): number[] {
  const children = readProc(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** Empty for a process that has ended. Read synchronously: all threads of this program may be at work on pictures. */
function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1').trim();
  } catch {
    return '';
  }
}
