import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { deviceError, NotThisWayError } from '../../../../../server/capture/v4l2/device-error.ts';
import { SystemCallError } from '../../../../../server/runtime/libc/system-call-error.ts';

const { errno } = constants;
const failed = (code: number) => deviceError('VIDIOC_STREAMON', new SystemCallError('ioctl', code));

describe('a call to a device that fails', () => {
  test.for([
    [errno.ENOENT, 'no-device'],
    [errno.ENODEV, 'no-device'],
    [errno.EACCES, 'permission'],
    [errno.EBUSY, 'busy'],
    [errno.ENOSPC, 'no-bandwidth'],
    [errno.EIO, 'device-error'],
    [errno.ETIMEDOUT, 'device-error'],
    [errno.EPROTO, 'device-error'],
    [4_000, 'device-error'],
  ] as const)('by errno %i is %s', ([code, name]) => expect(failed(code)).toMatchObject({ code: name }));

  test('names the call and the words of the kernel', () => {
    expect(failed(errno.ENOSPC).message).toBe('VIDIOC_STREAMON: no space left on device');
  });

  test.for([errno.EINVAL, errno.ENOTTY])('by errno %i is left to another program', (code) => {
    expect(failed(code)).toBeInstanceOf(NotThisWayError);
  });

  test('in this program stays the error that it is', () => {
    const error = new TypeError('a mistake');
    expect(deviceError('open', error)).toBe(error);
  });
});
