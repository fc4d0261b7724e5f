import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../meter/process-tree.ts';
import { lingerSeconds } from './ours.ts';

const withinMs = lingerSeconds * 1_000 + 5_000;

/** Waits until a server without viewers has ended its captures; returns the names of those that stay. */
export async function untilAsleep(serverPid: number, signal: AbortSignal): Promise<string[]> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const children = processTree(serverPid).slice(1);
    if (children.length === 0 || performance.now() > deadlineMs) return children.map((child) => child.name);
    await sleep(50, undefined, { signal });
  }
}
