import { errnoOf } from '../runtime/errno.ts';

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
  ELOOP: 'not-a-file',
};

const advice: Record<ConfigFileErrorCode, string> = {
  'no-folder': 'the folder does not exist',
  'no-permission': 'the user that runs the server may not write there',
  'read-only': 'the file system is read-only; mount it writable, then try again',
  'disk-full': 'the disk is full; delete something, then try again',
  'not-a-file': 'what is there is not a file; move it away, then try again',
  'io-error': 'the file system reports an error; see whether the disk is well',
};

/** A file of the configuration cannot be used. `message` is one line for people and names the path. */
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
