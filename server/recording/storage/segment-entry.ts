import type { RecordingKind } from '../../contract/recording-kind.ts';

/** A segment as the index knows it. */
export interface SegmentEntry {
  camera: string;
  /** A film of a timelapse or a still is in the same folder, and kept by the same rules. */
  kind: RecordingKind;
  /** One within its camera; changes once, when the clock was set after the segment was written. */
  id: string;
  /** Below the recordings' folder. */
  path: string;
  /** Wall clock, milliseconds since the epoch; wrong where `clock` is "unsynchronised". */
  startMs: number;
  /** From the first picture to the end of the last; of a film that of the day, not of the film. */
  durationMs: number;
  bytes: number;
  clock: 'synchronised' | 'unsynchronised';
  protected: boolean;
  /** "broken": set aside, since it could not be repaired. */
  state: 'closed' | 'broken';
  /** It is to be uploaded, and is not yet. */
  waitsForUpload?: true;
}

/** The recordings of a camera in numbers. */
export interface CameraTotals {
  camera: string;
  segments: number;
  bytes: number;
  protectedBytes: number;
  /** Start of its first segment and end of its last. */
  fromMs: number;
  toMs: number;
}

export interface Backlog {
  segments: number;
  bytes: number;
}

export interface SegmentQuery {
  /** Undefined: recordings. */
  kind?: RecordingKind | undefined;
  /** Undefined: all cameras. */
  camera?: string | undefined;
  /** Segments with a moment in this time, wall clock. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** Only segments that wait for their upload. */
  waiting?: boolean;
  /** The page after this segment. */
  after?: Pick<SegmentEntry, 'camera' | 'id' | 'startMs'> | undefined;
  /** At most so many, and never more than 10,000. */
  limit: number;
}

/** A closed segment, as a timeline shows it. */
export type SegmentSpan = Pick<SegmentEntry, 'id' | 'startMs' | 'durationMs' | 'protected'>;

/** Recordings of one camera with a moment in this time. */
export interface SpanQuery {
  camera: string;
  fromMs: number;
  toMs: number;
}

/** The most that one page has. */
export const maxPage = 10_000;

/** The segments that are on the disk, without asking it. A cache: the files are the truth. */
export interface SegmentIndex {
  readonly kind: 'sqlite' | 'memory';
  put(entries: readonly SegmentEntry[]): void;
  remove(camera: string, id: string): void;
  get(camera: string, id: string): SegmentEntry | undefined;
  /** The closed segment of a camera next before or after a place in the order of `list`. */
  neighbour(
    side: 'before' | 'after',
    place: Pick<SegmentEntry, 'camera' | 'startMs' | 'id'>,
  ): SegmentEntry | undefined;
  /** Oldest first. */
  list(query: SegmentQuery): SegmentEntry[];
  /** The closed recordings in a time, oldest first, at most `maxPage`. Much cheaper than `list` for a long time. */
  spans(query: SpanQuery): SegmentSpan[];
  /** @param kind recordings without it */
  totals(kind?: RecordingKind): CameraTotals[];
  /** Of the recordings that wait for their upload. */
  backlog(): Backlog;
  clear(): void;
  close(): void;
}
