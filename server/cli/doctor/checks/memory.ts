import { ok, problem, warning, type Finding } from '../finding.ts';
import { readText, type Machine } from '../machine.ts';

const lowMegabytes = 100;
const tooLowMegabytes = 40;

/** Memory that is left. Without any the kernel ends programs, the server or the browser first. */
export async function checkMemory(machine: Machine): Promise<Finding[]> {
  const text = await readText(machine, 'proc/meminfo');
  const total = megabytes(text, 'MemTotal');
  const available = megabytes(text, 'MemAvailable');
  if (total === undefined || available === undefined) return [];
  const swap = megabytes(text, 'SwapTotal') ?? 0;
  const message = `${available} of ${total} MB available, ${swap} MB swap`;
  const advice = 'End other programs, choose smaller pictures, or add swap (zram).';
  if (available < tooLowMegabytes) return [problem('memory', message, advice)];
  return [available < lowMegabytes ? warning('memory', message, advice) : ok('memory', message)];
}

function megabytes(text: string | undefined, field: string): number | undefined {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text ?? '')?.[1];
  return kibibytes === undefined ? undefined : Math.round((Number(kibibytes) * 1_024) / 1_000_000);
}
