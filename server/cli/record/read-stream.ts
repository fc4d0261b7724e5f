import { openHttpCapture } from '../../capture/http-capture.ts';
import type { CaptureReport } from '../../capture/capture.ts';
import { CaptureError } from '../../contract/capture-error.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';

/** A picture of a camera is half of it at most. */
const maxFrameBytes = 16 * 1024 * 1024;
/** A burst that comes in one piece is recorded as a whole; more than a second's frames are not held. */
const heldImages = 60;
/** The longest wait between two tries of `retry`. */
const retryMs = { first: 1_000, last: 10_000 };
/** The first answer tells whether the address is right at all; these are no use to be tried again. */
const hopeless: readonly string[] = ['unauthorized', 'bad-format'];

export interface StreamSource {
  url: string;
  boundary: string | undefined;
  /** How often an address of single pictures is asked. */
  framesPerSecond: number | undefined;
  /** So long without a picture is a loss. */
  readTimeoutMs: number;
  /** Whether a loss is waited out. */
  retry: boolean;
  clock: Clock;
}

export interface StreamReader extends Pick<CaptureReport, 'dropped' | 'notice'> {
  /** The picture is valid during the call only. */
  image(image: CapturedImage): void;
  /** The stream is away, and is tried again after `waitMs`. */
  lost(problem: CaptureError, waitMs: number): void;
}

/**
 * Hands on each picture of a stream until `signal` aborts.
 * @throws CaptureError when the stream ends or fails, and with `retry` when its first answer shows that it never will come
 */
export async function readStream(
  source: StreamSource,
  reader: StreamReader,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff(retryMs.first, retryMs.last);
  let hasCome = false;
  const take = (image: CapturedImage) => {
    hasCome = true;
    backoff.reset();
    reader.image(image);
  };
  while (!signal.aborted) {
    try {
      await readOnce(source, { ...reader, image: take }, signal);
    } catch (error) {
      if (signal.aborted && error instanceof CaptureError) return;
      const isKnown = error instanceof CaptureError;
      if (!isKnown || !source.retry || (!hasCome && hopeless.includes(error.code))) throw error;
      const waitMs = backoff.next();
      reader.lost(error, waitMs);
      await source.clock.sleep(waitMs, signal);
    }
  }
}

async function readOnce(source: StreamSource, reader: StreamReader, signal: AbortSignal): Promise<void> {
  const { url, boundary, framesPerSecond, readTimeoutMs, clock } = source;
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), readTimeoutMs);
  const report: CaptureReport = {
    notice: (text) => reader.notice(text),
    dropped: (reason, detail) => reader.dropped(reason, detail),
    damaged: () => undefined,
    fault: (error) => {
      throw error;
    },
    pace: () => undefined,
  };
  const capture = openHttpCapture({
    ...{ url, boundary, framesPerSecond, clock, report, maxFrameBytes, heldImages },
    answerTimeoutMs: readTimeoutMs,
  });
  try {
    for await (const image of capture.frames(AbortSignal.any([signal, stalled.signal]))) {
      timer.refresh();
      reader.image(image);
      image.memory?.release();
      if (signal.aborted) return;
    }
  } finally {
    clearTimeout(timer);
  }
  if (signal.aborted) return;
  throw new CaptureError('stalled', `no picture came for ${readTimeoutMs / 1_000} s`);
}
