import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

/**
 * Whether this process can access `path`. Never rejects.
 * @param mode the needed permission, e.g. `constants.W_OK`; by default the file must only exist
 */
export function canAccess(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
