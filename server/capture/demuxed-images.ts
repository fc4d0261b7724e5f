import type { CapturedImage } from '../frame/frame.ts';
import type { Clock } from '../runtime/clock.ts';
import { LatestQueue } from '../runtime/latest-queue.ts';
import type { CaptureReport } from './capture.ts';
import { JpegDemuxer } from './jpeg-demuxer.ts';

/** A reader that misses more images than this at once has no use for the older ones. */
const heldImages = 2;

export interface DemuxOptions {
  maxFrameBytes: number;
  clock: Pick<Clock, 'nowMs'>;
  report: CaptureReport;
  /** Makes an image one that every viewer shows. Here and not in a loop of its own, whose turns cost more than the work. */
  repair?: (image: CapturedImage) => CapturedImage;
}

/** Takes the bytes of a source. */
export interface ImageSink {
  /** May be given a buffer that is reused. */
  push(chunk: Buffer): void;
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
  const images = new LatestQueue<CapturedImage>(heldImages);
  let imageCount = 0;
  const demuxer = new JpegDemuxer({
    maxFrameBytes: options.maxFrameBytes,
    clock: options.clock,
    onImage: (image) => {
      imageCount++;
      images.push(repair ? repair(image) : image);
    },
    onDrop: (reason) => options.report.dropped(reason),
  });
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  const sink: ImageSink = {
    push: (chunk) => demuxer.push(chunk),
    endImage: () => demuxer.end(),
    get images() {
      return imageCount;
    },
  };
  const ended = source(sink, ending.signal).then(
    () => images.end(),
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
