import { CaptureError } from '../contract/capture-error.ts';
import type { CapturedImage } from '../frame/frame.ts';
import type { Capture } from './capture.ts';
import { childCapture } from './child-capture.ts';
import type { DemuxOptions } from './demuxed-images.ts';
import { ffmpegRtspArgs, rtspInputList, type FfmpegRtspOptions } from './ffmpeg-args.ts';
import { ffmpegNetworkError } from './program-errors.ts';
import { RtspTransports, type RtspTransport } from './rtsp-transports.ts';

/** Without a limit ffmpeg would wait for ever. It tries three times before it gives up. */
const usualTimeoutMs = 5_000;

export interface RtspCaptureOptions extends DemuxOptions, FfmpegRtspOptions {
  /** `rtsp://` or `rtsps://`, with user and password where the camera wants them. */
  url: string;
  /** How long the camera may be silent; 5 s by default. */
  timeoutMs?: number;
  /** Keeps the known transports from one capture to the next. */
  transports?: RtspTransports;
}

/** A network camera, read by ffmpeg over TCP or else UDP. Its video is encoded to JPEG once, whatever its format. */
export function openRtspCapture(options: RtspCaptureOptions): Capture {
  return { frames: (signal) => images(options, signal) };
}

async function* images(options: RtspCaptureOptions, signal: AbortSignal): AsyncGenerator<CapturedImage> {
  const url = new URL(options.url);
  const { transports = new RtspTransports() } = options;
  if (url.protocol === 'rtsps:') {
    // ffmpeg 5.1 to 7.1 do not pass tls_verify to the connection of an RTSP input.
    options.report.notice('The connection is encrypted, but ffmpeg does not check who the camera is.');
  }
  const refusals: string[] = [];
  for (const transport of transports.order(url)) {
    // Datagrams would not be encrypted.
    if (transport === 'udp' && url.protocol === 'rtsps:') continue;
    let count = 0;
    try {
      for await (const image of over(transport, url, options).frames(signal)) {
        if (count++ === 0) transports.worked(url, transport);
        yield image;
      }
      return;
    } catch (error) {
      if (count > 0 || signal.aborted || !isRefusedTransport(error)) throw error;
      refusals.push(`${transport.toUpperCase()}: ${error.message}`);
    }
  }
  throw new CaptureError('bad-format', refusals.join('; '));
}

function over(transport: RtspTransport, url: URL, options: RtspCaptureOptions): Capture {
  return childCapture({
    ...options,
    command: 'ffmpeg',
    args: ffmpegRtspArgs(options),
    input: rtspInputList(url.href, options.timeoutMs ?? usualTimeoutMs, transport),
    outputFd: 1,
    diagnose: ffmpegNetworkError,
  });
}

/**
 * "461 Unsupported transport"; some cameras answer 400, 406 or something that ffmpeg cannot read, or they agree and
 * then send nothing that way: ffmpeg ends without a stream.
 */
const refusal = /method SETUP failed|Protocol not supported|does not contain any stream/;

function isRefusedTransport(error: unknown): error is CaptureError {
  return error instanceof CaptureError && refusal.test(error.message);
}
