import { Backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import type { CodedPicture } from './coded-picture.ts';
import { factsOf, type FrameFactsParts } from './frame-facts.ts';
import type { RecorderSettings } from './recorder-settings.ts';
import type { RecorderTally } from './recorder-tally.ts';
import type { DiskLane } from './segment/disk-lane.ts';
import type { SegmentDisk } from './segment/segment-disk.ts';
import type { ClosedSegment, RecordingHome, StreamEvents, WritingSegment } from './segment/segment-home.ts';
import { SegmentStream } from './segment/segment-stream.ts';
import type { StorageProblem } from './segment/storage-problem.ts';
import { splitFacts, splitReason, type SplitFacts } from './split.ts';

export interface FeedParts extends FrameFactsParts {
  home: RecordingHome;
  disk: SegmentDisk;
  lane: DiskLane;
  clock: Clock;
  settings: RecorderSettings;
}

export interface FeedEvents {
  /** Frames may be written again: the queue has room, or the storage has answered. */
  onChange(): void;
  onClosed(segment: ClosedSegment): void;
}

/** The segment being written. */
export interface OpenSegment extends WritingSegment {
  path: string;
  startedAt: Date;
  /** Frames that are in the file. Those that are still in memory do not count. */
  frames: number;
}

/** How often a disk that hangs is looked at. */
const hungRetryMs = 500;

/**
 * Puts one camera's wanted frames into segments. It decides when a segment ends, and when a storage that failed is
 * tried again.
 */
export class SegmentFeed {
  readonly #parts: FeedParts;
  readonly #tally: RecorderTally;
  readonly #quietMs: () => number;
  readonly #events: FeedEvents;
  readonly #stream: SegmentStream;
  readonly #backoff: Backoff;
  #first: SplitFacts | undefined;
  #last: SplitFacts | undefined;
  #splitNext = false;
  /** A frame of H.264 is missing: those that follow it cannot be decoded, up to the next key frame. */
  #needsKey = false;
  #isOpening = false;
  #segment: OpenSegment | undefined;
  #problem: StorageProblem | undefined;
  #retryAtMs = 0;

  /** @param quietMs how long without a frame is a gap */
  constructor(parts: FeedParts, tally: RecorderTally, quietMs: () => number, events: FeedEvents) {
    const { home, disk, lane, clock, settings } = parts;
    this.#parts = parts;
    this.#tally = tally;
    this.#quietMs = quietMs;
    this.#events = events;
    this.#backoff = new Backoff(settings.retryMs.first, settings.retryMs.last);
    this.#stream = new SegmentStream({ home, disk, lane, clock, events: this.#streamEvents() });
  }

  get segment(): OpenSegment | undefined {
    return this.#segment;
  }

  get queuedBytes(): number {
    return this.#stream.queuedBytes;
  }

  /** Why the storage takes nothing now. */
  get problem(): { problem: StorageProblem; retryAtMs: number } | undefined {
    return this.#problem && { problem: this.#problem, retryAtMs: this.#retryAtMs };
  }

  /** Whether the storage has not said yet if it takes the segment. */
  get isOpening(): boolean {
    return this.#isOpening;
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#stream.run(signal);
  }

  /**
   * Copies a frame. "blocked": the storage takes no frame now. "dropped": it could never take this one, which is
   * counted.
   */
  write(frame: CodedPicture): 'written' | 'blocked' | 'dropped' {
    const outcome = this.#write(frame);
    this.#needsKey = frame.avc !== undefined && outcome !== 'written';
    return outcome;
  }

  /** Whether a new file would begin with this picture, and it is no key frame. */
  needsKeyFor(frame: CodedPicture): boolean {
    return frame.avc?.isKey === false && this.#isSplitBy(frame);
  }

  #write(frame: CodedPicture): 'written' | 'blocked' | 'dropped' {
    if (this.#problem && this.#parts.clock.nowMs() < this.#retryAtMs) return 'blocked';
    const isKey = frame.avc?.isKey ?? true;
    if (this.#needsKey && !isKey) return this.#drop('no-key-frame');
    let outcome = this.#isSplitBy(frame) ? 'no-segment' : this.#stream.add(frame);
    if (outcome === 'no-segment') {
      if (!isKey) return this.#drop('no-key-frame');
      outcome = this.#stream.start(factsOf(frame, this.#parts), frame);
      if (outcome === 'added') {
        this.#first = splitFacts(frame);
        this.#splitNext = false;
        this.#isOpening = true;
      }
    }
    if (outcome === 'too-large') return this.#drop('too-large');
    if (outcome !== 'added') return 'blocked';
    this.#last = splitFacts(frame);
    return 'written';
  }

  /** Notes what a hook saw in the camera's pictures, in the segment that is being written. */
  noteSeen(label: string, capturedAt: number): void {
    this.#stream.noteSeen(label, capturedAt);
  }

  #drop(reason: 'too-large' | 'no-key-frame'): 'dropped' {
    this.#tally.drop(reason);
    return 'dropped';
  }

  #isSplitBy(frame: CodedPicture): boolean {
    const { settings } = this.#parts;
    if (!this.#first || !this.#last || this.#splitNext) return true;
    return splitReason(this.#first, this.#last, frame, this.#quietMs(), settings) !== undefined;
  }

  /** Ends the segment; the next frame begins another. */
  finish(): void {
    this.#stream.finish();
    this.#first = this.#last = undefined;
  }

  /** To be called twice a second: finds out whether the disk hangs, or answers again. */
  tick(): void {
    const { clock, lane, settings } = this.#parts;
    const nowMs = clock.nowMs();
    this.#stream.sealOlderThan(nowMs);
    if (lane.busyForMs > settings.hungMs) {
      if (!this.#problem && !this.#stream.isIdle) {
        this.#problem = { kind: 'hung', message: 'The disk with the recordings does not answer.' };
      }
      this.#retryAtMs = Math.max(this.#retryAtMs, nowMs + hungRetryMs);
    } else if (this.#problem?.kind === 'hung') {
      this.#problem = undefined;
      this.#splitNext = true;
    }
  }

  #streamEvents(): StreamEvents {
    return {
      onOpened: (path, segment) => {
        this.#isOpening = false;
        this.#problem = undefined;
        this.#segment = { ...segment, path, startedAt: segment.facts.startedAt, frames: 0 };
        this.#events.onChange();
      },
      onClosed: (closed) => {
        this.#tally.counters.segmentsClosed++;
        this.#segment = undefined;
        this.#events.onClosed(closed);
      },
      onProblem: (problem) => {
        this.#isOpening = false;
        this.#problem = problem;
        this.#segment = this.#first = this.#last = undefined;
        this.#retryAtMs = this.#parts.clock.nowMs() + this.#backoff.next();
        this.#events.onChange();
      },
      onLeft: (path) => {
        this.#tally.counters.segmentsLeft++;
        this.#parts.home.left(path);
      },
      onRoom: () => this.#events.onChange(),
      onWritten: (frames, bytes) => {
        this.#backoff.reset();
        this.#tally.wrote(frames, bytes, this.#parts.clock.nowMs());
        if (this.#segment) this.#segment.frames += frames;
      },
      onLost: (frames, reason) => this.#tally.drop(reason, frames),
    };
  }
}
