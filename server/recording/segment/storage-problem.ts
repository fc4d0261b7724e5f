import { errorText } from '../../contract/error-text.ts';
import { errnoOf } from '../../runtime/errno.ts';

/** Why nothing is recorded. `message` is a sentence for people. */
export type StorageProblem =
  | { kind: 'disk-full'; message: string }
  | { kind: 'read-only'; message: string }
  /** The folder or its disk is not there. */
  | { kind: 'missing'; message: string }
  /** Another disk is mounted than the one that was chosen. */
  | { kind: 'foreign'; message: string }
  | { kind: 'no-permission'; message: string }
  /** The disk has not answered for a while. */
  | { kind: 'hung'; message: string }
  /** `detail` is the text of the error alone, without a full stop. */
  | { kind: 'io-error'; message: string; code: string; detail: string };

export type StorageProblemKind = StorageProblem['kind'];

/** A problem that is known before the file system is asked to write. */
export class StorageProblemError extends Error {
  override readonly name = 'StorageProblemError';
  readonly code: StorageProblemKind;
  readonly problem: StorageProblem;

  constructor(problem: StorageProblem) {
    super(problem.message);
    this.code = problem.kind;
    this.problem = problem;
  }
}

/** The meaning of a file system's error for recordings. */
export function storageProblem(error: unknown): StorageProblem {
  if (error instanceof StorageProblemError) return error.problem;
  const code = errnoOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { kind: 'disk-full', message: 'The disk with the recordings is full.' };
    case 'EROFS':
      return { kind: 'read-only', message: 'The disk with the recordings is read-only.' };
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENODEV':
    case 'ENXIO':
      return { kind: 'missing', message: 'The folder of the recordings is not there.' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'no-permission', message: 'The server may not write to the folder of the recordings.' };
    default: {
      const detail = errorText(error);
      return {
        kind: 'io-error',
        message: `The disk with the recordings has an error: ${detail}.`,
        code,
        detail,
      };
    }
  }
}
