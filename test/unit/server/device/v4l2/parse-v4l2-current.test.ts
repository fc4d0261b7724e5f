import { describe, expect, test } from 'vitest';
import { parseV4l2Current } from '../../../../../server/device/v4l2/parse-v4l2-current.ts';
import { deviceOutput } from '../device-output.ts';

describe('what a device is set to', () => {
  test('is read off a real camera', () => {
    const current = parseV4l2Current(deviceOutput('uvc-camera-all'));
    expect(current).toEqual({ width: 320, height: 240, framesPerSecond: 30 });
  });

  test('is unknown where it does not say, or says zero', () => {
    expect(parseV4l2Current('')).toEqual({});
    expect(parseV4l2Current(deviceOutput('uvc-camera'))).toEqual({});
    const zeros = '\tWidth/Height      : 0/0\n\tFrames per second: 0.000 (0/1)\n';
    expect(parseV4l2Current(zeros)).toEqual({});
    expect(parseV4l2Current('\tFrames per second: invalid (0/0)\n')).toEqual({});
  });
});
