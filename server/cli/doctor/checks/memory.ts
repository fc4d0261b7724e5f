import { readMemory } from '../../../device/pi/memory.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const lowMegabytes = 100;
const tooLowMegabytes = 40;

/** Whether enough memory is left. When it is used up, the kernel ends programs, the server or the browser first. */
export async function checkMemory(machine: Machine): Promise<Finding[]> {
  const { available: availableBytes, size, swapSize } = await readMemory(machine.root);
  if (size === null || availableBytes === null) return [];
  const available = megabytes(availableBytes);
  const message = `${available} of ${megabytes(size)} MB available, ${megabytes(swapSize ?? 0)} MB swap`;
  const advice = 'End other programs, choose smaller pictures, or add swap (zram).';
  if (available < tooLowMegabytes) return [problem('memory', message, advice)];
  return [available < lowMegabytes ? warning('memory', message, advice) : ok('memory', message)];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}
