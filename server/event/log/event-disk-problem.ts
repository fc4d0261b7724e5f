import { ConfigFileError } from '../../config/config-file-error.ts';
import type { EventDiskReason } from '../../contract/event.ts';
import { errorText } from '../../contract/error-text.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** Why events are not on the disk. `message` is a sentence for people. */
export interface EventDiskProblem {
  reason: EventDiskReason;
  message: string;
}

export function eventDiskProblem(error: unknown): EventDiskProblem {
  const cause = error instanceof ConfigFileError ? error.cause : error;
  switch (errnoOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { reason: 'disk-full', message: 'The disk with the data folder is full: make room on it.' };
    case 'EROFS':
      return {
        reason: 'read-only',
        message: 'The disk with the data folder is read-only: check it, and mount it anew.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        reason: 'no-permission',
        message: 'The server may not write to the folder "events" in the data folder: correct its owner.',
      };
    default:
      return {
        reason: 'io-error',
        message: `The folder "events" in the data folder cannot be used: ${errorText(cause)}.`,
      };
  }
}
