import { MatroskaError } from '../matroska/matroska-error.ts';
import type { SegmentReader } from '../matroska/segment-reader.ts';
import { errnoOf } from '../../runtime/errno.ts';
import type { ReaderCache } from './reader-cache.ts';
import type { CameraSegments, RecordedSegment } from './recorded-segment.ts';
import { stillMs } from './still.ts';
import { readStored, type StoredPicture } from './stored-picture.ts';

/** One frame's place in a camera's recordings. */
export interface Place {
  segment: RecordedSegment;
  /** From 0, in the segment. */
  frame: number;
  /** Wall clock, milliseconds since the epoch. */
  atMs: number;
  /** The picture stands for so long; later is a gap, if no other comes. Milliseconds. */
  stillMs: number;
}

/** When this many files in a row cannot be read, the disk is gone. */
const maxUnreadable = 16;
/** When this many frames in a row cannot be read, the rest of the file is taken as lost. */
const maxDamaged = 3;
const maxLeftOut = 1_000;
const beforeAll = { startMs: -Infinity, id: '' };

/**
 * The frames of all segments of a camera as one row. A segment that cannot be read is left out from then on: its time is
 * a gap. Each function is for one turn in the lane of the readers.
 */
export class FrameCursor {
  readonly #segments: CameraSegments;
  readonly #readers: ReaderCache;
  readonly #leftOut = new Set<string>();
  #unreadable = 0;
  /** Frames one after the other that could not be read. */
  #damaged = 0;

  constructor(segments: CameraSegments, readers: ReaderCache) {
    this.#segments = segments;
    this.#readers = readers;
  }

  get isBeingWritten(): boolean {
    return this.#segments.isBeingWritten;
  }

  /** The last frame that is not later than a time. @throws what the file system throws, of a disk that is gone */
  async until(atMs: number, signal: AbortSignal): Promise<Place | undefined> {
    return this.#last(this.#segments.until(atMs), signal, (reader, { startMs }) =>
      reader.frameAt(atMs - startMs),
    );
  }

  /** The next frame; without a place the first of all. @throws as `until` */
  async next(place: Place | undefined, signal: AbortSignal): Promise<Place | undefined> {
    if (!place) return this.#first(beforeAll, signal);
    const here = await this.#again(place, signal);
    const frame = place.frame + 1;
    if (here && frame < here.reader.frameCount) return placeOf(here.reader, here.segment, frame);
    return this.#first(place.segment, signal);
  }

  /**
   * The frame so many frames later, or earlier. "isShort": there are not as many, and it is the last or the first.
   * @throws as `until`
   */
  async move(from: Place, steps: number, signal: AbortSignal): Promise<{ place: Place; isShort: boolean }> {
    let place = from;
    for (let left = steps; left !== 0;) {
      const here = await this.#again(place, signal);
      const last = here ? here.reader.frameCount - 1 : place.frame;
      const wanted = place.frame + left;
      if (here && wanted >= 0 && wanted <= last)
        return { place: placeOf(here.reader, here.segment, wanted), isShort: false };
      const isForward = left > 0;
      const further = await (isForward
        ? this.#first(place.segment, signal)
        : this.#lastBefore(place, signal));
      if (!further) {
        const end = here ? placeOf(here.reader, here.segment, isForward ? last : 0) : place;
        return { place: end, isShort: true };
      }
      // A segment that is gone has no more frames in either direction.
      const passed = 1 + (isForward ? last - place.frame : here ? place.frame : 0);
      left += isForward ? -passed : passed;
      place = further;
    }
    return { place, isShort: false };
  }

  /**
   * The picture at a place; undefined: it cannot be read. @param hasOf the last frame of a recording that the caller has
   * decoded @throws as `until`
   */
  async read(
    place: Place,
    signal: AbortSignal,
    hasOf: (recording: string) => number = () => -1,
  ): Promise<StoredPicture | undefined> {
    const here = await this.#again(place, signal);
    if (!here) return undefined;
    const { segment, reader } = here;
    const { id: file } = segment;
    try {
      const wanted = { file, number: place.frame, capturedAt: place.atMs };
      const stored = await readStored(reader, wanted, hasOf(file), signal);
      // A reader that found its file damaged has looked through all of it, and numbers the frames anew.
      if (segment.startMs + reader.timeOf(place.frame) !== place.atMs) return undefined;
      this.#damaged = 0;
      return stored;
    } catch (error) {
      if (!(error instanceof MatroskaError) || ++this.#damaged > maxDamaged)
        await this.#leaveOut(segment, error, signal);
      return undefined;
    }
  }

  /** Frames between two places, as far as they are in the segments of the two. */
  async between(from: Place, to: Place, signal: AbortSignal): Promise<number> {
    if (from.segment.id === to.segment.id) return Math.max(0, to.frame - from.frame - 1);
    const here = await this.#again(from, signal);
    return to.frame + (here ? here.reader.frameCount - from.frame - 1 : 0);
  }

  /** The first frame of the segments after one. */
  async #first(
    place: Pick<RecordedSegment, 'id' | 'startMs'>,
    signal: AbortSignal,
  ): Promise<Place | undefined> {
    for (let segment = this.#segments.after(place); segment; segment = this.#segments.after(segment)) {
      const reader = await this.#reader(segment, signal);
      if (reader && reader.frameCount > 0) return placeOf(reader, segment, 0);
    }
    return undefined;
  }

  #lastBefore({ segment }: Place, signal: AbortSignal): Promise<Place | undefined> {
    return this.#last(this.#segments.before(segment), signal, ({ frameCount }) => frameCount - 1);
  }

  /** In the segment, or else in one before it. */
  async #last(
    from: RecordedSegment | undefined,
    signal: AbortSignal,
    frameIn: (reader: SegmentReader, segment: RecordedSegment) => number,
  ): Promise<Place | undefined> {
    for (let segment = from; segment; segment = this.#segments.before(segment)) {
      const reader = await this.#reader(segment, signal);
      const frame = reader ? frameIn(reader, segment) : -1;
      if (reader && frame >= 0) return placeOf(reader, segment, frame);
    }
    return undefined;
  }

  /** The segment of a place as it is now: it may have been closed, or be gone. */
  async #again(
    place: Place,
    signal: AbortSignal,
  ): Promise<{ segment: RecordedSegment; reader: SegmentReader } | undefined> {
    const segment = this.#segments.now(place.segment);
    const reader = segment && (await this.#reader(segment, signal));
    return reader && { segment, reader };
  }

  async #reader(segment: RecordedSegment, signal: AbortSignal): Promise<SegmentReader | undefined> {
    signal.throwIfAborted();
    if (this.#leftOut.has(segment.path)) return undefined;
    try {
      const reader = await this.#readers.reader(segment, signal);
      this.#unreadable = 0;
      return reader;
    } catch (error) {
      await this.#leaveOut(segment, error, signal);
      return undefined;
    }
  }

  async #leaveOut({ path }: RecordedSegment, error: unknown, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!(error instanceof MatroskaError) && errnoOf(error) === '') throw error;
    if (this.#leftOut.size >= maxLeftOut || ++this.#unreadable > maxUnreadable) throw error;
    this.#leftOut.add(path);
    await this.#readers.forget(path).catch(() => undefined); // a file of a disk that is gone may not even be closed
  }
}

function placeOf(reader: SegmentReader, segment: RecordedSegment, frame: number): Place {
  return { segment, frame, atMs: segment.startMs + reader.timeOf(frame), stillMs: stillMs(reader, frame) };
}
