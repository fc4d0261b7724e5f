import { openCLibrary } from './c-library.ts';

/** From malloc.h of glibc. */
const trimThreshold = -1;
const mmapThreshold = -3;
/** What glibc begins with, for both. */
const usualBytes = 128 * 1024;

/**
 * Makes malloc give memory back to the system when the newest of it is freed. glibc keeps more of it with each large block
 * that it sees.
 * @returns gives back what is free between blocks in use, too, and takes some milliseconds; undefined where this is another
 * malloc, or koffi is not there: the program works all the same
 */
export async function keepMallocSmall(): Promise<(() => void) | undefined> {
  try {
    const { native } = await openCLibrary();
    const mallopt = native<[number, number], number>('int mallopt(int parameter, int value)');
    const trim = native<[number], number>('int malloc_trim(size_t kept)');
    mallopt(trimThreshold, usualBytes);
    // It has grown by now, e.g. while the program was read; larger blocks have a place of their own again.
    mallopt(mmapThreshold, usualBytes);
    return () => void trim(0);
  } catch {
    return undefined; // said when a camera is to be read with koffi
  }
}
