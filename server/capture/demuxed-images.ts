import type { FrameDropReason } from '../contract/capture-error.ts';
import type { CapturedImage } from '../frame/frame.ts';
import { LatestQueue } from '../runtime/queue/latest-queue.ts';
import type { CaptureReport, TakeImage } from './capture.ts';
import { FloodGate, type FloodGateOptions } from './flood-gate.ts';
import { JpegDemuxer } from './jpeg/jpeg-demuxer.ts';
import { JpegFrameReader } from './jpeg/jpeg-frame-reader.ts';

/** A viewer that misses more images than this at once has no use for the older ones. */
const usualHeldImages = 2;

export interface DemuxOptions extends FloodGateOptions {
  maxFrameBytes: number;
  /** So many images wait for the reader; then the oldest is dropped. A recorder wants each one of a burst. 2 by default. */
  heldImages?: number;
  /** See `JpegDemuxerOptions`. */
  maxPictureSize?: (() => number) | undefined;
  report: CaptureReport;
  /**
   * Repairs an image so that every viewer shows it. It runs here because a loop of its own would cost more time than
   * the repair.
   */
  repair?: (image: CapturedImage) => CapturedImage;
}

/** Receives the bytes of a source. */
export interface ImageSink {
  /**
   * Takes bytes; `chunk` may be a buffer that the caller reuses. While a returned promise has not settled, the source
   * should read nothing: it sends too much.
   */
  push(chunk: Buffer): Promise<void> | undefined;
  /**
   * Takes a whole frame of `bytes` bytes, which `write` copies to the beginning of `target`, from a source that knows
   * where its frames end. The promise is that of `push`.
   */
  pushFrame(bytes: number, capturedAtMs: number, write: (target: Buffer) => void): Promise<void> | undefined;
  /** Counts a frame of `bytes` bytes that the source itself calls broken. The promise is that of `push`. */
  dropFrame(reason: FrameDropReason, bytes: number): Promise<void> | undefined;
  /** Ends the current image: the next bytes begin a new image, and an unfinished image is dropped. */
  endImage(): void;
  /** The number of whole images so far. */
  readonly images: number;
}

/**
 * Reads bytes until `signal` aborts or the source fails. Rejects with the failure, but not for an abort. When it has
 * settled, it holds no child, socket or timer.
 */
export type ByteFeed = (sink: ImageSink, signal: AbortSignal) => Promise<void>;

/**
 * Finds the images in a source's bytes. Leaving the loop ends the source; the loop is left when the source has ended.
 * @param direct takes the images of `pushFrame`, see `Capture`
 */
export async function* demuxedImages(
  options: DemuxOptions,
  source: ByteFeed,
  signal: AbortSignal,
  direct?: TakeImage,
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
  const found = (image: CapturedImage, pass: TakeImage) => {
    imageCount++;
    gate.found();
    pass(repair ? repair(image) : image);
  };
  const queue = (image: CapturedImage) => images.push(image);
  const reading = {
    maxFrameBytes: options.maxFrameBytes,
    maxPictureSize: options.maxPictureSize,
    clock: options.clock,
    onImage: (image: CapturedImage) => found(image, queue),
    onDrop: (reason: FrameDropReason, detail?: string) => {
      gate.found();
      options.report.dropped(reason, detail);
    },
    onDamaged: () => options.report.damaged(),
    onFault: (error: Error) => options.report.fault(error),
  };
  const demuxer = new JpegDemuxer(reading);
  const frames = new JpegFrameReader(
    direct ? { ...reading, onImage: (image) => found(image, direct) } : reading,
  );
  let flooded = false;
  const take = (bytes: number, act: () => void) => {
    try {
      act();
    } catch (error) {
      // An error thrown here would end the process, because the callback of a pipe has no caller that catches it.
      images.end(error);
      end();
    }
    const wait = gate.afterReading(bytes);
    if (wait && !flooded) {
      flooded = true;
      options.report.notice(
        'The camera sends far more pictures than max_fps allows; the server makes it wait.',
      );
    }
    return wait;
  };
  const end = () => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  const sink: ImageSink = {
    push: (chunk) => take(chunk.length, () => demuxer.push(chunk)),
    pushFrame: (bytes, capturedAtMs, write) => take(bytes, () => frames.read(bytes, capturedAtMs, write)),
    dropFrame: (reason, bytes) => take(bytes, () => reading.onDrop(reason)),
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
