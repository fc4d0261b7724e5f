import { PublishError } from '../../contract/publish.ts';
import { errorText } from '../../contract/error-text.ts';
import type { FrameHub } from '../../frame/frame-hub.ts';
import type { HeldFrame } from '../../frame/held-frame.ts';
import type { Subscriber } from '../../frame/subscriber.ts';
import { SubscriberTally, type FrameRelay } from '../../frame/subscriber-tally.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { EncoderChoice } from './encoder-choice.ts';
import { EncoderRun, type FrameSlot, type PictureSize } from './encoder-run.ts';
import type { EncodedPicture } from './flv-reader.ts';
import { FrameLine } from './frame-line.ts';

/** What all pictures of one run of the encoder have in common. Another object means: another video begins. */
export interface VideoFormat {
  /** AVCDecoderConfigurationRecord. */
  configuration: Buffer;
  /** Pixels of the video, turned as the camera is configured. */
  width: number;
  height: number;
}

export interface VideoPicture extends EncodedPicture {
  format: VideoFormat;
  /** Monotonic milliseconds. */
  capturedAtMs: number;
  /** Milliseconds since the epoch. */
  capturedAt: number;
}

/** "viewer": a person who watches. "recorder": each picture counts. */
export type ReaderKind = 'viewer' | 'push' | 'recorder';

/** Somebody who needs the video. */
export interface VideoReader {
  /** Called with each picture. The first one may be no key frame. */
  picture(picture: VideoPicture): void;
  /** Nobody may get the pictures of before any more: what is on its way is to be cut. Pictures of another format follow. */
  withdrawn(): void;
  /** Called when the encoder has failed; it is tried again. */
  failed(error: PublishError): void;
  /** Called when there will be no more pictures, because the camera was removed. */
  ended(): void;
}

export interface CameraEncoderParts {
  hub: FrameHub;
  /** The usual time between two frames now. */
  intervalMs: () => number;
  choice: EncoderChoice;
  clock: Clock;
  onFault: (error: unknown) => void;
}

/** The next viewer often comes when a page is loaded again; the start of the encoder takes half a second. */
const lingerMs = 5_000;
const retry = { firstMs: 1_000, ceilingMs: 30_000 };
/** A run of this length was no failure to start. */
const ranWellMs = 30_000;

/** The one H.264 encoder of a camera: it runs while somebody needs it, and all share what it makes. */
export class CameraEncoder {
  readonly #parts: CameraEncoderParts;
  readonly #readers = new Map<VideoReader, { kind: ReaderKind; sinceMs: number }>();
  readonly counters = { framesIn: 0, pictures: 0, bytes: 0, starts: 0, skipped: 0 };
  #running: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();
  #linger = new AbortController();
  #isClosed = false;
  #slot: Subscriber | undefined;
  #droppedBefore = 0;
  #departed = new SubscriberTally();

  constructor(parts: CameraEncoderParts) {
    this.#parts = parts;
  }

  /** Frames that the encoder did not get, because it was starting or slow. */
  get framesDropped(): number {
    return this.#droppedBefore + (this.#slot?.dropped ?? 0);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Adds a reader until `signal` aborts. */
  add(reader: VideoReader, kind: ReaderKind, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#readers.set(reader, { kind, sinceMs: this.#parts.clock.nowMs() });
    signal.addEventListener('abort', () => this.#remove(reader), { once: true });
    this.#linger.abort();
    if (!this.#running) this.#start();
  }

  /** Ends the encoder now. Resolves when its process is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#linger.abort();
    this.#running?.abort();
    await this.#ended;
  }

  #start(): void {
    if (this.#isClosed) return this.#tellAll((reader) => reader.ended());
    this.#running = new AbortController();
    this.#ended = this.#run(this.#running.signal);
  }

  #remove(reader: VideoReader): void {
    const left = this.#readers.get(reader);
    if (!left) return;
    this.#readers.delete(reader);
    if (left.kind === 'viewer')
      this.#departed.add('stream', { ...watched(left, this.#parts.clock), count: 0 });
    if (this.#readers.size > 0 || this.#isClosed) return;
    this.#linger = new AbortController();
    void this.#endAfterLinger(this.#linger.signal);
  }

  async #endAfterLinger(signal: AbortSignal): Promise<void> {
    await this.#parts.clock.sleep(lingerMs, signal);
    if (!signal.aborted) this.#running?.abort();
  }

  /** Never rejects. */
  async #run(signal: AbortSignal): Promise<void> {
    const { hub, clock } = this.#parts;
    const gone = new AbortController();
    const ends = AbortSignal.any([signal, gone.signal]);
    let wake: () => void = () => undefined;
    const slot = hub.subscribe(
      'encoder',
      () => {
        line.note();
        wake();
      },
      () => gone.abort(),
      this.#relay(),
    );
    let isPaused = false;
    using line = new FrameLine(slot, () => this.#isRecorded && !isPaused);
    this.#slot = slot;
    const backoff = new Backoff(retry.firstMs, retry.ceilingMs);
    let next: HeldFrame | undefined;
    while (!ends.aborted) {
      const startedAtMs = clock.nowMs();
      try {
        next ??= await firstFrame(line, (onFrame) => (wake = onFrame), ends);
        if (!next) break;
        const run = await this.#newRun(line, next);
        next = undefined;
        wake = () => run.wake();
        next = await run.run(ends);
      } catch (error) {
        next = undefined;
        const failure =
          error instanceof PublishError ? error : new PublishError('encoder-failed', errorText(error));
        this.#tellAll((reader) => reader.failed(failure));
        if (clock.nowMs() - startedAtMs > ranWellMs) backoff.reset();
        wake = () => undefined;
        // Who records them has given up waiting for these frames, and a run that begins later would be behind by them.
        line.clear();
        isPaused = true;
        await clock.sleep(backoff.next(), ends);
        isPaused = false;
      }
    }
    next?.release();
    this.#droppedBefore += slot.dropped;
    this.#slot = undefined;
    slot[Symbol.dispose]();
    this.#running = undefined;
    if (gone.signal.aborted) this.#isClosed = true;
    // A reader may have come after the linger time, while the encoder was ending.
    if (this.#readers.size > 0) this.#start();
  }

  get #isRecorded(): boolean {
    return [...this.#readers.values()].some(({ kind }) => kind === 'recorder');
  }

  async #newRun(slot: FrameSlot, first: HeldFrame): Promise<EncoderRun> {
    const { choice, clock, intervalMs } = this.#parts;
    let format: VideoFormat | undefined;
    const encoder = await choice.get();
    this.counters.starts++;
    return new EncoderRun(
      {
        ...{ slot, clock, encoder, intervalMs: intervalMs() },
        onFrameIn: () => this.counters.framesIn++,
        onWithdrawn: () => this.#tellAll((reader) => reader.withdrawn()),
        onConfiguration: (configuration, size) => (format = { configuration, ...videoSize(size) }),
        onPicture: (picture) => {
          this.counters.pictures++;
          this.counters.bytes += picture.data.length;
          if (format) this.#tellAll(tellOf({ ...picture, format }));
        },
      },
      first,
    );
  }

  /** A reader that throws is removed; the others still get their pictures. */
  #tellAll(tell: (reader: VideoReader) => void): void {
    for (const reader of [...this.#readers.keys()]) {
      try {
        tell(reader);
      } catch (error) {
        this.#parts.onFault(error);
        this.#remove(reader);
      }
    }
  }

  /** People who watch the video count as viewers of the camera. */
  #relay(): FrameRelay {
    return {
      tally: () => {
        const tally = new SubscriberTally();
        tally.merge(this.#departed);
        for (const reader of this.#readers.values()) {
          if (reader.kind === 'viewer') tally.add('stream', watched(reader, this.#parts.clock));
        }
        return tally;
      },
      takeDeparted: () => {
        const departed = this.#departed;
        this.#departed = new SubscriberTally();
        return departed;
      },
      // A new reader begins with the next key frame: no picture is kept for it.
      forgetLatest: () => undefined,
    };
  }
}

const tellOf = (picture: VideoPicture) => (reader: VideoReader) => reader.picture(picture);

function watched({ sinceMs }: { sinceMs: number }, clock: Pick<Clock, 'nowMs'>) {
  return { count: 1, dropped: 0, seconds: (clock.nowMs() - sinceMs) / 1_000 };
}

/** The size as the encoder turns and crops it. EXIF's orientations 5 to 8 exchange width and height. */
function videoSize({ width, height, orientation }: PictureSize): { width: number; height: number } {
  const [wide, high] = orientation >= 5 ? [height, width] : [width, height];
  return { width: wide - (wide % 2), height: high - (high % 2) };
}

/** The next picture of the camera itself; undefined when `signal` aborts before. */
function firstFrame(
  slot: FrameSlot,
  onFrame: (wake: () => void) => void,
  signal: AbortSignal,
): Promise<HeldFrame | undefined> {
  return new Promise((resolve) => {
    const end = () => resolve(undefined);
    if (signal.aborted) return end();
    const look = () => {
      const held = slot.take();
      if (!held) return;
      if (held.frame.origin === 'placeholder') return held.release();
      signal.removeEventListener('abort', end);
      onFrame(() => undefined);
      resolve(held);
    };
    signal.addEventListener('abort', end, { once: true });
    onFrame(look);
    look();
  });
}
