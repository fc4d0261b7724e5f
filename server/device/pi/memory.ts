import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes; null where the kernel does not tell. */
export interface Memory {
  available: number | null;
  size: number | null;
  swapSize: number | null;
}

/** How much memory the machine has. @param root "/" except in tests */
export async function readMemory(root: string): Promise<Memory> {
  const text = await readFile(join(root, 'proc/meminfo'), 'utf8').catch(() => '');
  const bytes = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  };
  return { available: bytes('MemAvailable'), size: bytes('MemTotal'), swapSize: bytes('SwapTotal') };
}
