/** The system's name of an error, e.g. "ENOENT"; empty for any other. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Whether a disk is to blame that may be well again soon: it is full, read-only or has errors. */
export function isDiskErrno(errno: string): boolean {
  return ['EROFS', 'ENOSPC', 'EDQUOT', 'EIO'].includes(errno);
}
