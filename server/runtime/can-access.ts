import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/**
 * Whether this process can reach what is at `path`. Never rejects.
 * @param mode what it must be allowed to do there, e.g. `constants.W_OK`; when left out, it only has to be there
 */
export function canAccess(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
