import type { CapturedImage } from '../frame/frame.ts';
import { LatestQueue } from '../runtime/queue/latest-queue.ts';
import type { CaptureReport } from './capture.ts';
import { FloodGate, type FloodGateOptions } from './flood-gate.ts';
import { JpegDemuxer } from './jpeg/jpeg-demuxer.ts';

/** A viewer that misses more images than this at once has no use for the older ones. */
const usualHeldImages = 2;

export interface DemuxOptions extends FloodGateOptions {
  maxFrameBytes: number;
  /** So many images wait for the reader; then the oldest is dropped. A recorder wants each one of a burst. 2 by default. */
  heldImages?: number;
  /** See `JpegDemuxerOptions`. */
  maxPictureSize?: (() => number) | undefined;
  report: CaptureReport;
  /** Makes an image one that every viewer shows. Here and not in a loop of its own, whose turns cost more than the work. */
  repair?: (image: CapturedImage) => CapturedImage;
}

/** Takes the bytes of a source. */
export interface ImageSink {
  /**
   * May be given a buffer that is reused. While a promise it returned has not settled, the source had better read
   * nothing: it sends too much.
   */
  push(chunk: Buffer): Promise<void> | undefined;
  /** What is pushed next begins anew: an image that is not whole is dropped. */
  endImage(): void;
  /** How many whole images the bytes so far have held. */
  readonly images: number;
}

/**
 * Reads bytes until `signal` aborts or the source fails. Rejects with what ended it, unless that was the abort, and
 * holds nothing any more when it has settled.
 */
export type ByteSource = (sink: ImageSink, signal: AbortSignal) => Promise<void>;

/** The images in a source's bytes. Leaving the loop ends the source, and is done when the source is. */
export async function* demuxedImages(
  options: DemuxOptions,
  source: ByteSource,
  signal: AbortSignal,
): AsyncGenerator<CapturedImage, void, undefined> {
  if (signal.aborted) return;
  const { repair } = options;
  const ending = new AbortController();
  const gate = new FloodGate(options, ending.signal);
  const images = new LatestQueue<CapturedImage>(options.heldImages ?? usualHeldImages, (image) => {
    image.memory?.release();
    options.report.dropped('surplus');
  });
  let imageCount = 0;
  const demuxer = new JpegDemuxer({
    maxFrameBytes: options.maxFrameBytes,
    maxPictureSize: options.maxPictureSize,
    clock: options.clock,
    onImage: (image) => {
      imageCount++;
      gate.found();
      images.push(repair ? repair(image) : image);
    },
    onDrop: (reason, detail) => {
      gate.found();
      options.report.dropped(reason, detail);
    },
    onDamaged: () => options.report.damaged(),
    onFault: (error) => options.report.fault(error),
  });
  let flooded = false;
  const push = (chunk: Buffer) => {
    try {
      demuxer.push(chunk);
    } catch (error) {
      // Thrown on, it would end the process: nobody stands above what reads a pipe.
      images.end(error);
      end();
    }
    const wait = gate.afterReading(chunk.length);
    if (wait && !flooded) {
      flooded = true;
      options.report.notice('It sends far more pictures than max_fps allows, and has to wait.');
    }
    return wait;
  };
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  const sink: ImageSink = {
    push,
    endImage: () => demuxer.end(),
    get images() {
      return imageCount;
    },
  };
  const ended = source(sink, ending.signal).then(
    () => {
      if (!ending.signal.aborted) demuxer.end();
      images.end();
    },
    (error: unknown) => {
      if (ending.signal.aborted) return images.end();
      demuxer.end();
      images.end(error);
    },
  );
  try {
    for await (const image of images) {
      if (signal.aborted) return;
      yield image;
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
    await ended;
  }
}
