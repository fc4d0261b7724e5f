/** The system's code of an error, e.g. "ENOENT"; empty for an error without one. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Whether the error is a disk problem that may end by itself: a full, read-only or failing disk. */
export function isDiskErrno(errno: string): boolean {
  return ['EROFS', 'ENOSPC', 'EDQUOT', 'EIO'].includes(errno);
}
