import { describe, expect, test } from 'vitest';
import { parseV4l2Formats } from '../../../../../server/device/v4l2/parse-v4l2-formats.ts';
import { deviceOutput } from '../device-output.ts';

describe('the modes of a camera', () => {
  test.each(['uvc-camera', 'uvc-camera-all'])('are every format, size and rate of %s', (name) => {
    const modes = parseV4l2Formats(deviceOutput(name));
    expect(modes).toHaveLength(28);
    expect(modes[0]).toEqual({ fourcc: 'MJPG', width: 320, height: 240, framesPerSecond: 30 });
    expect(modes.at(-1)).toEqual({ fourcc: 'YUYV', width: 640, height: 480, framesPerSecond: 5 });
    expect(modes.filter(({ width }) => width === 1280).map((mode) => mode.framesPerSecond)).toEqual([
      30, 15, 10, 5,
    ]);
  });

  test('keep broken rates and formats with blanks', () => {
    const text = formats("[0]: 'Y10 ' (10-bit Greyscale)", discrete('640x480', '0.133s (7.500 fps)'));
    expect(parseV4l2Formats(text)).toEqual([
      { fourcc: 'Y10 ', width: 640, height: 480, framesPerSecond: 7.5 },
    ]);
  });

  test('are named once even when the camera names them twice', () => {
    const size = discrete('640x480', '0.033s (30.000 fps)');
    expect(parseV4l2Formats(formats("[0]: 'MJPG' (Motion-JPEG, compressed)", size, size))).toHaveLength(1);
  });

  test('are read from an older v4l2-ctl too', () => {
    const format =
      "Index       : 0\n\tType        : Video Capture\n\tPixel Format: 'MJPG' (compressed)\n\tName : M";
    const text = formats(format, discrete('1280x720', '0.033s (30.000 fps)'));
    expect(parseV4l2Formats(text)).toEqual([
      { fourcc: 'MJPG', width: 1280, height: 720, framesPerSecond: 30 },
    ]);
  });

  test.each(['uvc-metadata', 'loopback-unfed'])('are none for %s', (name) => {
    expect(parseV4l2Formats(deviceOutput(name))).toEqual([]);
  });
});

describe('a range of sizes', () => {
  test('is the usual sizes within it, without one that is absurdly large', () => {
    const sizes = parseV4l2Formats(deviceOutput('stepwise')).filter(({ fourcc }) => fourcc === 'YUYV');
    expect(sizes).toContainEqual({ fourcc: 'YUYV', width: 1280, height: 720, framesPerSecond: 30 });
    expect(Math.max(...sizes.map(({ width }) => width))).toBe(3840);
  });

  test('holds its own largest size', () => {
    const modes = parseV4l2Formats(
      formats("[0]: 'JPEG' (JFIF JPEG)", 'Size: Stepwise 32x32 - 2592x1944 with step 2/2'),
    );
    expect(modes.at(-1)).toEqual({ fourcc: 'JPEG', width: 2592, height: 1944, framesPerSecond: 30 });
  });

  test('leaves out sizes that its steps miss', () => {
    const modes = parseV4l2Formats(
      formats("[0]: 'YUYV' (YUYV 4:2:2)", 'Size: Stepwise 64x64 - 1280x960 with step 64/64'),
    );
    expect(modes.map(({ width, height }) => `${width}x${height}`)).toEqual(['1024x768', '1280x960']);
  });

  test('may be continuous, with a range of rates', () => {
    const modes = parseV4l2Formats(
      formats(
        "[0]: 'YUYV' (YUYV 4:2:2)",
        'Size: Continuous 48x32 - 320x240',
        '\tInterval: Continuous 0.033s - 1.000s (1.000-30.000 fps)',
      ),
    );
    expect(modes.filter(({ width }) => width === 320).map((mode) => mode.framesPerSecond)).toEqual([
      5, 10, 15, 20, 25, 30,
    ]);
  });
});

function formats(...lines: string[]): string {
  return ['ioctl: VIDIOC_ENUM_FMT', '\tType: Video Capture', '', ...lines.map((line) => `\t${line}`)].join(
    '\n',
  );
}

function discrete(size: string, interval: string): string {
  return `Size: Discrete ${size}\n\t\t\tInterval: Discrete ${interval}`;
}
