export type ConfigFileErrorCode =
  'no-folder' | 'no-permission' | 'read-only' | 'disk-full' | 'not-a-file' | 'io-error';

const codes: Record<string, ConfigFileErrorCode> = {
  ENOENT: 'no-folder',
  ENOTDIR: 'no-folder',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'read-only',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EISDIR: 'not-a-file',
};

const advice: Record<ConfigFileErrorCode, string> = {
  'no-folder': 'the folder does not exist',
  'no-permission': 'the user that runs the server may not write there',
  'read-only': 'the file system is read-only',
  'disk-full': 'the disk is full',
  'not-a-file': 'what is there is not a file',
  'io-error': 'the file system reports an error',
};

/** The configuration cannot be kept where it should be. `message` is one line for people and names the path. */
export class ConfigFileError extends Error {
  readonly code: ConfigFileErrorCode;
  readonly path: string;

  constructor(code: ConfigFileErrorCode, path: string, options?: ErrorOptions) {
    super(`Cannot use ${path}: ${advice[code]}`, options);
    this.name = 'ConfigFileError';
    this.code = code;
    this.path = path;
  }

  static from(cause: unknown, path: string): ConfigFileError {
    if (cause instanceof ConfigFileError) return cause;
    return new ConfigFileError(codes[errnoOf(cause)] ?? 'io-error', path, { cause });
  }
}

/** The system's name of an error, e.g. "ENOENT"; empty for any other. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
