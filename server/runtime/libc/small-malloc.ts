import type { KoffiFunction } from './koffi-types.ts';
import { isKnownMachine } from './known-machine.ts';

/** From malloc.h of glibc. */
const trimThreshold = -1;
const keptBytes = 128 * 1024;

/**
 * Makes malloc give freed memory back to the system, now and from now on. glibc keeps what was freed, more with each large
 * block that it sees: 20 MiB of a server that has started, and as much as the largest picture needed later.
 * @returns false where this is another malloc, or koffi is not there: the program works all the same
 */
export async function keepMallocSmall(): Promise<boolean> {
  if (!isKnownMachine()) return false;
  try {
    const { default: koffi } = await import('koffi');
    const mallopt = koffi
      .load(null)
      .func('int mallopt(int parameter, int value)') as unknown as KoffiFunction<[number, number], number>;
    return mallopt(trimThreshold, keptBytes) === 1;
  } catch {
    return false; // said when a camera is to be read with koffi
  }
}
