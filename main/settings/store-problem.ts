import { errnoOf } from '../../server/runtime/errno.ts';

const advice: Record<string, string> = {
  EACCES: 'let the user that runs the kiosk write there',
  EPERM: 'let the user that runs the kiosk write there',
  EROFS: 'the file system is read-only; mount it writable, or choose another folder with --data-dir',
  ENOSPC: 'the disk is full; delete something',
  EDQUOT: 'the disk is full; delete something',
};

/** Why the settings cannot be kept in `folder`, and what to do: one line for people. */
export function storeProblem(folder: string, error: unknown): string {
  const errno = errnoOf(error);
  const todo = advice[errno] ?? 'see whether the disk is well';
  return `The settings of the screen cannot be stored in ${folder} (${errno || String(error)}): ${todo}.`;
}
