import type { Stats } from 'node:fs';

/** What stands in the place of a file, as people call it; for what is no file. */
export function kindOfFile(found: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket'>): string {
  if (found.isDirectory()) return 'folder';
  if (found.isFIFO()) return 'named pipe';
  return found.isSocket() ? 'socket' : 'device';
}
