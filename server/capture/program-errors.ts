import { CaptureError, type CaptureErrorCode } from '../contract/capture-error.ts';
import { redactPasswords } from '../contract/config/device-address.ts';
import type { ProgramExit } from '../runtime/child/child-process.ts';

/** Turns the exit of a program and its last messages into an error. */
export type Diagnose = (exit: ProgramExit, messages: string) => CaptureError;

type Rule = [code: CaptureErrorCode, text: RegExp];

/**
 * The messages of the programs, the most telling first: a line of an earlier rule explains those of later ones. The
 * errno texts are glibc's in the C locale. ffmpeg 5.1 and 7.1, v4l2-ctl 1.22 and 1.30 print them after the name of the
 * ioctl; exit statuses tell nothing (both end with 0 after an I/O error).
 */
const deviceRules: Rule[] = [
  ['no-bandwidth', /No space left on device/],
  ['permission', /Permission denied|Operation not permitted/],
  ['busy', /Device or resource busy/],
  ['no-device', /No such file or directory|No such device|Cannot open device|Unable to detect what device/],
  ['device-error', /Input\/output error|Protocol error|Cannot allocate memory|Connection timed out/],
  [
    'bad-format',
    /proper format for codec|No such input format|Inappropriate ioctl|Invalid argument|not supported|Invalid data found/,
  ],
];

/**
 * Messages of ffmpeg that reads a URL from a list. For a server that never answers it says only "Impossible to open".
 */
const networkRules: Rule[] = [
  ['unauthorized', /Server returned 40[13]|authorization failed/],
  ['bad-frames', /exceeds specified max pixel count/],
  ['unreachable', /Server returned \d|Connection refused|timed out|No route to host|Network is unreachable/],
  ['unreachable', /Name or service not known|name resolution|Connection reset/],
  ['bad-format', /method SETUP failed|Decoder .* not found|does not contain any stream|Unsupported codec/],
  ['unreachable', /Impossible to open/],
];

/** Messages of ffmpeg and ffprobe that read a file. */
const clipRules: Rule[] = [
  ['permission', /Permission denied/],
  ['no-clip', /No such file or directory/],
  ['bad-frames', /exceeds specified max pixel count/],
  [
    'bad-clip',
    /not on whitelist|Invalid data found|Invalid argument|matches no streams|[Uu]nknown|not found/,
  ],
];

/**
 * Messages of rpicam-apps and libcamera; from rpicam_app.cpp, options.cpp and libcamera's camera.cpp and
 * pipeline_base.cpp.
 */
const csiRules: Rule[] = [
  ['busy', /Pipeline handler in use by another process|failed to acquire camera/],
  ['no-device', /no cameras available|selected camera is not available|failed to find camera/],
  ['stalled', /Camera frontend has timed out|Device timeout detected|Dequeue timer of .* has expired/],
  ['permission', /Permission denied/],
  [
    'no-rpicam',
    /legacy camera stack|only supports the Raspberry Pi platforms|error while loading shared libraries/,
  ],
  [
    'bad-format',
    /unrecognised option|the argument .* is invalid|[Ii]nvalid .* mode|failed to (generate|configure)/,
  ],
  ['busy', /Device or resource busy/],
  ['device-error', /failed to start camera|camera manager failed|Cannot allocate memory|Input\/output error/],
];

/** For ffmpeg that reads a V4L2 device or encodes a generated picture. */
export const ffmpegError: Diagnose = diagnosis('ffmpeg', 'no-ffmpeg', deviceRules);
/** For ffmpeg that reads a network camera. */
export const ffmpegNetworkError: Diagnose = diagnosis('ffmpeg', 'no-ffmpeg', networkRules);
/** For ffmpeg or ffprobe that reads a file. */
export const ffmpegClipError: Diagnose = diagnosis('ffmpeg', 'no-ffmpeg', clipRules);
/** For v4l2-ctl that streams. */
export const v4l2CtlError: Diagnose = diagnosis('v4l2-ctl', 'no-v4l2-ctl', deviceRules);
/** For rpicam-vid or libcamera-vid. */
export const rpicamError: Diagnose = diagnosis('rpicam-vid', 'no-rpicam', csiRules);

function diagnosis(program: string, missing: CaptureErrorCode, rules: Rule[]): Diagnose {
  return (exit, messages) => {
    const lines = tellingLines(messages);
    const lastLine = lines.at(-1);
    if (exit.code === 127) return new CaptureError(missing, lastLine ?? `${program} is not installed`);
    for (const [code, text] of rules) {
      // the first line of its kind names the cause, the later ones only its effects
      const line = lines.find((said) => text.test(said));
      if (line !== undefined) return new CaptureError(code, line);
    }
    if (exit.signal) return new CaptureError('ended', `${program} was ended by ${exit.signal}`);
    return new CaptureError(
      'ended',
      lastLine ?? `${program} ended with status ${exit.code} and said nothing`,
    );
  };
}

/**
 * The last lines without the text that differs from run to run (addresses, times), or each retry would look like a new
 * failure.
 */
function tellingLines(messages: string): string[] {
  return redactUrls(messages)
    .split(/[\r\n]+/)
    .map((line) =>
      line
        // v4l2-ctl's progress: "<<<<<< 30.00 fps"
        .replace(/^[<\s]*([\d.]+ fps(, dropped buffers: \d+)?)?/, '')
        // ffmpeg's context: "[video4linux2,v4l2 @ 0x557dd754f9c0] "; the name of the list of one URL (5.1); the name of
        // its action (7.1)
        .replace(/^(\[[^\]]* @ 0x[0-9a-f]+\] )+/, '')
        .replace(/^pipe:0: |^Error (opening input( files)?|during demuxing): /, '')
        // libcamera's context: "[0:04:21.810085092] [151]  INFO Camera camera.cpp:839 "
        .replace(/^\[\d+:\d\d:\d\d\.\d+\] \[\d+\] +[A-Z]+ \w+ [\w.]+:\d+ /, '')
        // "ERROR: *** no cameras available ***"
        .replace(/^ERROR: \*\*\* (.*) \*\*\*$/, '$1')
        .trim(),
    )
    .filter((line) => line !== '' && !/^Last message repeated \d+ times$/.test(line));
}

/** Removes user, password and query of every URL in a text, and a password in its path. */
export function redactUrls(text: string): string {
  const stripped = text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#]*@)?([^\s?#'"]*)(\?\S*?(?=[:'",]*(?:\s|$)))?/gi,
    (_, scheme: string, login: string | undefined, place: string, query: string | undefined) =>
      `${scheme}${login ? '***@' : ''}${place}${query ? '?***' : ''}`,
  );
  return redactPasswords(stripped);
}
