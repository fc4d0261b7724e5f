import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';

/** This start of the machine. */
export interface Boot {
  id: string;
  /** The machine's age in milliseconds when `clock.nowMs()` was 0; the same for all processes of one start. */
  offsetMs: number;
}

/** A machine without a boot id gets a random one, which is valid for this process. */
export async function readBoot(clock: Pick<Clock, 'nowMs'>): Promise<Boot> {
  const offsetMs = Number(process.hrtime.bigint()) / 1e6 - clock.nowMs();
  try {
    const id = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return { id, offsetMs };
  } catch {
    return { id: randomUUID(), offsetMs }; // not Linux
  }
}
