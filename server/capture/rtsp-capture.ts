import type { Capture } from './capture.ts';
import { childCapture } from './child-capture.ts';
import type { DemuxOptions } from './demuxed-images.ts';
import { ffmpegRtspArgs, rtspInputList, type FfmpegRtspOptions } from './ffmpeg-args.ts';
import { ffmpegNetworkError } from './program-errors.ts';

/** ffmpeg by itself would wait for ever. It tries three times before it gives up. */
const usualTimeoutMs = 5_000;

export interface RtspCaptureOptions extends DemuxOptions, FfmpegRtspOptions {
  /** `rtsp://` or `rtsps://`, with user and password where the camera wants them. */
  url: string;
  /** How long the camera may be silent; 5 s by default. */
  timeoutMs?: number;
}

/** A network camera read by ffmpeg over TCP and encoded to JPEG once, whatever it sends. */
export function openRtspCapture(options: RtspCaptureOptions): Capture {
  const { href, protocol } = new URL(options.url);
  const capture = childCapture({
    ...options,
    command: 'ffmpeg',
    args: ffmpegRtspArgs(options),
    input: rtspInputList(href, options.timeoutMs ?? usualTimeoutMs),
    outputFd: 1,
    diagnose: ffmpegNetworkError,
  });
  if (protocol !== 'rtsps:') return capture;
  return {
    frames: (signal) => {
      // ffmpeg 5.1 to 7.1 hand no tls_verify to the connection of an RTSP input.
      options.report.notice('The connection is encrypted, but ffmpeg does not check who the camera is.');
      return capture.frames(signal);
    },
  };
}
