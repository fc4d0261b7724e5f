import { describe, expect, test } from 'vitest';
import {
  ffmpegError,
  ffmpegNetworkError,
  redactUrls,
  rpicamError,
  v4l2CtlError,
  type Diagnose,
} from '../../../../server/capture/program-errors.ts';

function diagnosed(diagnose: Diagnose, messages: string, exit = { code: 1, signal: null }) {
  const { code, message } = diagnose(exit, messages);
  return [code, message];
}

const v4l2 = '[video4linux2,v4l2 @ 0x557dd754f9c0]';

// Each text below was printed by ffmpeg 5.1 or v4l2-ctl 1.22 with a fake camera that had the fault.
describe('ffmpeg in front of a device', () => {
  test.each([
    [
      `${v4l2} ioctl(VIDIOC_STREAMON): No space left on device\n/dev/video0: No space left on device\n`,
      'no-bandwidth',
      'ioctl(VIDIOC_STREAMON): No space left on device',
    ],
    [
      `${v4l2} Cannot open video device /dev/video0: No such file or directory\n/dev/video0: No such file or directory\n`,
      'no-device',
      'Cannot open video device /dev/video0: No such file or directory',
    ],
    [
      `${v4l2} ioctl(VIDIOC_DQBUF): No such device\n    Last message repeated 1 times\n`,
      'no-device',
      'ioctl(VIDIOC_DQBUF): No such device',
    ],
    ['/dev/video0: Device or resource busy\n', 'busy', '/dev/video0: Device or resource busy'],
    ['/dev/video0: Permission denied\n', 'permission', '/dev/video0: Permission denied'],
    ['/dev/video0: Input/output error\n', 'device-error', '/dev/video0: Input/output error'],
    ['/dev/video0: Protocol error\n', 'device-error', '/dev/video0: Protocol error'],
    [
      `${v4l2} ioctl(VIDIOC_REQBUFS): Cannot allocate memory\n`,
      'device-error',
      'ioctl(VIDIOC_REQBUFS): Cannot allocate memory',
    ],
    [
      `${v4l2} Cannot find a proper format for codec 'h264' (id 27), pixel format 'none' (id -1)\n/dev/video0: Invalid argument\n`,
      'bad-format',
      "Cannot find a proper format for codec 'h264' (id 27), pixel format 'none' (id -1)",
    ],
    [
      '/dev/video0: Inappropriate ioctl for device\n',
      'bad-format',
      '/dev/video0: Inappropriate ioctl for device',
    ],
  ])('%j', (messages, code, detail) => {
    expect(diagnosed(ffmpegError, messages)).toEqual([code, detail]);
  });

  test('is judged by the cause, not by what followed from it', () => {
    const messages = `${v4l2} ioctl(VIDIOC_STREAMON): No space left on device\n/dev/video0: Input/output error\n`;
    expect(diagnosed(ffmpegError, messages)[0]).toBe('no-bandwidth');
  });
});

describe('v4l2-ctl', () => {
  test.each([
    [
      '\t\tVIDIOC_STREAMON returned -1 (No space left on device)\n',
      'no-bandwidth',
      'VIDIOC_STREAMON returned -1 (No space left on device)',
    ],
    [
      '<<<<<<<<<<<<<<<<<<<<<<<<<<<<<< 30.00 fps\n<<<<<<VIDIOC_DQBUF: failed: Input/output error\n',
      'device-error',
      'VIDIOC_DQBUF: failed: Input/output error',
    ],
    [
      'Failed to open /dev/video0: Permission denied\n',
      'permission',
      'Failed to open /dev/video0: Permission denied',
    ],
    ['Cannot open device /dev/video0, exiting.\n', 'no-device', 'Cannot open device /dev/video0, exiting.'],
    [
      'Unable to detect what device /dev/video0 is, exiting.\n',
      'no-device',
      'Unable to detect what device /dev/video0 is, exiting.',
    ],
    [
      'VIDIOC_S_FMT: failed: Device or resource busy\n',
      'busy',
      'VIDIOC_S_FMT: failed: Device or resource busy',
    ],
  ])('%j', (messages, code, detail) => {
    expect(diagnosed(v4l2CtlError, messages)).toEqual([code, detail]);
  });

  test('that only reported progress ended without a message', () => {
    const progress = '<<<<<<<< 30.00 fps\n<<<<<<<< 29.97 fps, dropped buffers: 3\n<<<<';
    expect(diagnosed(v4l2CtlError, progress)).toEqual([
      'ended',
      'v4l2-ctl ended with status 1 and said nothing',
    ]);
  });
});

describe('rpicam-vid', () => {
  // The texts are from issues of rpicam-apps and picamera2.
  const info = '[0:04:21.810085092] [151]  INFO Camera camera.cpp:839';
  const error = '[30:53:22.857605901] [24] ERROR RPI pipeline_base.cpp:1337';
  test.each([
    [`${info} Pipeline handler in use by another process\n`, 'busy'],
    ['ERROR: *** failed to acquire camera /base/soc/i2c0mux/i2c@1/ov5647@36 ***\n', 'busy'],
    [`${info} libcamera v0.3.1\nERROR: *** no cameras available ***\n`, 'no-device'],
    ['ERROR: *** selected camera is not available ***\n', 'no-device'],
    [`${error} Camera frontend has timed out!\n`, 'stalled'],
    ['ERROR: *** failed to start camera ***\n', 'device-error'],
    ["ERROR: *** unrecognised option '--x' ***\n", 'bad-format'],
    ['ERROR: the system appears to be configured for the legacy camera stack\n', 'no-rpicam'],
  ])('%j', (messages, code) => {
    expect(diagnosed(rpicamError, messages)[0]).toBe(code);
  });

  test('says the same at each retry, without times and source lines', () => {
    expect(diagnosed(rpicamError, `${info} Pipeline handler in use by another process\n`)[1]).toBe(
      'Pipeline handler in use by another process',
    );
    expect(diagnosed(rpicamError, 'ERROR: *** no cameras available ***\n')[1]).toBe('no cameras available');
  });
});

describe('ffmpeg in front of a network camera', () => {
  const rtsp = '[rtsp @ 0x5579d2665940]';
  const notOpened =
    "[concat @ 0x5579d2653a00] Impossible to open 'rtsp://admin:wrong@10.0.0.7/live?channel=1'\n";
  test.each([
    [
      '[h264 @ 0x55f7] [IMGUTILS @ 0x7ffd] Picture size 16384x16384 exceeds specified max pixel count 67108864, see the documentation if you wish to increase it\nError while decoding stream #0:0: Invalid argument\n',
      'bad-frames',
      'Picture size 16384x16384 exceeds specified max pixel count 67108864, see the documentation if you wish to increase it',
    ],
    [
      `${rtsp} method DESCRIBE failed: 401 Unauthorized\n${notOpened}pipe:0: Server returned 401 Unauthorized (authorization failed)\n`,
      'unauthorized',
      'Server returned 401 Unauthorized (authorization failed)',
    ],
    [
      `${rtsp} method OPTIONS failed: 404 Not Found\n${notOpened}pipe:0: Server returned 404 Not Found\n`,
      'unreachable',
      'Server returned 404 Not Found',
    ],
    [
      `[tcp @ 0x56] Connection to tcp://10.0.0.7:554?timeout=5000000 failed: Connection refused\n${notOpened}pipe:0: Connection refused\n`,
      'unreachable',
      'Connection to tcp://10.0.0.7:554?*** failed: Connection refused',
    ],
    [
      `[tcp @ 0x561711810040] Failed to resolve hostname cam.local: Name or service not known\n${notOpened}pipe:0: Input/output error\n`,
      'unreachable',
      'Failed to resolve hostname cam.local: Name or service not known',
    ],
    ['pipe:0: Connection timed out\n', 'unreachable', 'Connection timed out'],
    // ffmpeg 7.1
    [
      `${notOpened}[in#0 @ 0x555578dfb040] Error opening input: Server returned 401 Unauthorized (authorization failed)\nError opening input file pipe:0.\nError opening input files: Server returned 401 Unauthorized (authorization failed)\n`,
      'unauthorized',
      'Server returned 401 Unauthorized (authorization failed)',
    ],
    [
      '[in#0/concat @ 0x555577d40040] Error during demuxing: Connection timed out\n',
      'unreachable',
      'Connection timed out',
    ],
    [
      `${notOpened}pipe:0: Invalid data found when processing input\n`,
      'unreachable',
      "Impossible to open 'rtsp://***@10.0.0.7/live?***'",
    ],
  ])('%j', (messages, code, detail) => {
    expect(diagnosed(ffmpegNetworkError, messages)).toEqual([code, detail]);
  });
});

describe('any program', () => {
  test('that is not installed is named', () => {
    const exit = { code: 127, signal: null };
    const messages = 'setpriv: failed to execute ffmpeg: No such file or directory\n';
    expect(ffmpegError(exit, messages).code).toBe('no-ffmpeg');
    expect(ffmpegNetworkError(exit, messages).code).toBe('no-ffmpeg');
    expect(v4l2CtlError(exit, messages).code).toBe('no-v4l2-ctl');
    expect(rpicamError(exit, messages).code).toBe('no-rpicam');
  });

  test('with an unknown last message ended with that message', () => {
    expect(diagnosed(ffmpegError, 'first\n\nlast words\n')).toEqual(['ended', 'last words']);
  });

  test('that was killed ended by that signal, whatever it had said', () => {
    const { code, message } = ffmpegError({ code: null, signal: 'SIGKILL' }, 'some warning\n');
    expect([code, message]).toEqual(['ended', 'ffmpeg was ended by SIGKILL']);
  });
});

describe('a text about URLs', () => {
  test.each([
    ['rtsp://admin:p@ss@10.0.0.7/x: refused', 'rtsp://***@10.0.0.7/x: refused'],
    ["Impossible to open 'rtsp://u:p'w@h:554/a?b=c'", "Impossible to open 'rtsp://***@h:554/a?***'"],
    ['http://h/x?user=a&pwd=b: 404, http://u@h/', 'http://h/x?***: 404, http://***@h/'],
    ['HTTPS://U:P@H/', 'HTTPS://***@H/'],
    ['rtsp://h/user=admin_password=abc_channel=1.sdp', 'rtsp://h/user=admin_password=***'],
    ['mail someone@example.org about /dev/video0', 'mail someone@example.org about /dev/video0'],
  ])('hides what is secret in %j', (text, redacted) => {
    expect(redactUrls(text)).toBe(redacted);
  });
});
