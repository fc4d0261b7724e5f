import type { IncomingMessage } from 'node:http';
import { CaptureError } from '../contract/capture-error.ts';
import type { Clock } from '../runtime/clock.ts';
import { pauseUntil } from '../runtime/paced-reading.ts';
import type { Capture } from './capture.ts';
import { demuxedImages, type ByteSource, type DemuxOptions, type PushBytes } from './demuxed-images.ts';
import { HttpSession } from './http-session.ts';
import type { StreamOrigin } from './own-stream.ts';

const usualAnswerTimeoutMs = 5_000;
/** Most cameras make a still in 100 to 200 ms. */
const usualSnapshotsPerSecond = 5;

export interface HttpCaptureOptions extends DemuxOptions {
  clock: Clock;
  /** `http://` or `https://`, with user and password where the camera wants them. */
  url: string;
  /** How often a URL that gives one image is asked; a stream comes as fast as the camera sends it. */
  framesPerSecond?: number | null | undefined;
  /** How long the camera may take to answer; 5 s by default. */
  answerTimeoutMs?: number;
  /** Lets it find out that it would show itself. */
  origin?: StreamOrigin;
}

/** A network camera that sends JPEG over HTTP: an endless multipart stream, or one image for each request. */
export function openHttpCapture(options: HttpCaptureOptions): Capture {
  return { frames: (signal) => demuxedImages(options, httpBody(options), signal) };
}

function httpBody(options: HttpCaptureOptions): ByteSource {
  return async (push, signal) => {
    const answerTimeoutMs = options.answerTimeoutMs ?? usualAnswerTimeoutMs;
    await using session = new HttpSession(new URL(options.url), answerTimeoutMs, options.origin);
    for (;;) {
      const dueAtMs = options.clock.nowMs() + 1_000 / (options.framesPerSecond || usualSnapshotsPerSecond);
      const response = await session.get(signal);
      const kind = bodyKind(response);
      await readBody(response, push, signal);
      if (signal.aborted) return;
      if (kind === 'stream') throw new CaptureError('ended', 'the camera closed the connection');
      await options.clock.sleep(Math.max(0, dueAtMs - options.clock.nowMs()), signal);
    }
  };
}

function bodyKind(response: IncomingMessage): 'stream' | 'snapshot' {
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^image\/(jpeg|jpg|pjpeg)$/.test(type)) return 'snapshot';
  // Servers that name no type are given the benefit of the doubt: the demuxer takes only what is JPEG.
  if (/^(multipart\/.+|video\/(x-)?m(otion-)?jpeg|)$/.test(type)) return 'stream';
  throw new CaptureError('bad-format', `it sends ${type}`);
}

function readBody(response: IncomingMessage, push: PushBytes, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => response.destroy();
    signal.addEventListener('abort', stop, { once: true });
    response.on('data', (chunk: Buffer) => pauseUntil(response, push(chunk)));
    response.once('error', (error: NodeJS.ErrnoException) => {
      // "aborted": the connection was closed within a chunk or before the announced length
      const closed = error.code === 'ECONNRESET';
      const detail = closed ? 'the camera closed the connection' : error.message;
      reject(new CaptureError(closed ? 'ended' : 'unreachable', detail, { cause: error }));
    });
    response.once('close', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
  });
}
