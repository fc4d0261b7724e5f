import type { KoffiFunction } from './koffi-types.ts';
import { isKnownMachine } from './known-machine.ts';

/** From malloc.h of glibc. */
const trimThreshold = -1;
const keptBytes = 128 * 1024;

/**
 * Makes malloc give memory back to the system when the newest of it is freed. glibc keeps more of it with each large block
 * that it sees.
 * @returns gives back what is free between blocks in use, too, and takes some milliseconds; undefined where this is another
 * malloc, or koffi is not there: the program works all the same
 */
export async function keepMallocSmall(): Promise<(() => void) | undefined> {
  if (!isKnownMachine()) return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const library = koffi.load(null);
    const native = <A extends unknown[]>(declaration: string) =>
      library.func(declaration) as unknown as KoffiFunction<A, number>;
    const mallopt = native<[number, number]>('int mallopt(int parameter, int value)');
    const trim = native<[number]>('int malloc_trim(size_t kept)');
    mallopt(trimThreshold, keptBytes);
    return () => void trim(0);
  } catch {
    return undefined; // said when a camera is to be read with koffi
  }
}
