import { getSystemErrorMap } from 'node:util';

/** A call into the kernel failed. */
export class SystemCallError extends Error {
  /** For example "ENODEV". */
  readonly code: string;
  /** The kernel's text, for example "no such device". */
  readonly text: string;

  constructor(call: string, errno: number) {
    const [code, text] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, `error ${errno}`];
    super(`${call}: ${text}`);
    this.name = 'SystemCallError';
    this.code = code;
    this.text = text;
  }
}
