import { CaptureError, type CaptureErrorCode } from '../../contract/capture-error.ts';
import { SystemCallError } from '../../runtime/libc/system-call-error.ts';

/** The device does not work this way. Another program may know another way, or says what is wrong. */
export class NotThisWayError extends Error {}

/** This process has no thread for the device. The message says why, for people. */
export class NoThreadError extends NotThisWayError {}

/** The driver kept the whole server waiting. */
export class SlowDriverError extends CaptureError {}

const codes: Readonly<Record<string, CaptureErrorCode>> = {
  ENOENT: 'no-device',
  ENODEV: 'no-device',
  ENXIO: 'no-device',
  EACCES: 'permission',
  EPERM: 'permission',
  EBUSY: 'busy',
  ENOSPC: 'no-bandwidth',
};

/** Errors of a driver that refuses the call itself, whatever the state of the camera. */
const refusals = ['EINVAL', 'ENOTTY', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** The error of a call to a device. @param step the call, as people find it in the kernel's documentation */
export function deviceError(step: string, error: unknown): Error {
  if (!(error instanceof SystemCallError)) return error instanceof Error ? error : new Error(String(error));
  const said = `${step}: ${error.text}`;
  if (refusals.includes(error.code)) return new NotThisWayError(said, { cause: error });
  return new CaptureError(codes[error.code] ?? 'device-error', said, { cause: error });
}
