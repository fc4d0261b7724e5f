import type { MatroskaWriter } from '../matroska/matroska-writer.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import type { StorageProblem } from './storage-problem.ts';

export interface StreamLimits {
  /** A cluster is written when its frames span this time, or it has this many bytes. */
  clusterMs: number;
  clusterBytes: number;
  /** The most bytes that may wait for the disk, with the cluster that is being built. More frames are not taken. */
  queueBytes: number;
  /**
   * When the oldest frame that a power cut would take is this old, the file is synced: after a cluster was written, or when
   * `sealOlderThan` is called next.
   */
  syncMs: number;
}

/**
 * 8 MB a camera at the most, of which a disk that keeps up uses two clusters. With half a second between two looks a sync
 * begins before the oldest frame is 1.7 seconds old, so that a slow card ends it within two seconds.
 */
export const streamLimits: StreamLimits = {
  clusterMs: 1_000,
  clusterBytes: 1_900_000,
  queueBytes: 7_600_000,
  syncMs: 1_200,
};

/** A file that has its end and its name. */
export interface ClosedSegment {
  facts: SegmentFacts;
  path: string;
  frames: number;
  bytes: number;
  durationMs: number;
}

/** The folder that segments go to. */
export interface SegmentHome {
  /** Makes room and the folder for a segment. Gives a path that no file has yet, or the problem. Never rejects. */
  prepare(facts: SegmentFacts): Promise<{ ok: true; path: string } | { ok: false; problem: StorageProblem }>;
  /** The name of a segment that has ended. */
  finalPath(path: string, durationMs: number): string;
}

/** A segment that is being written, for a reader beside its writer. */
export interface WritingSegment {
  facts: SegmentFacts;
  /** The place of a frame, also of one that is not in the file yet; undefined: there is no such frame. */
  placeOf: MatroskaWriter['placeOf'];
}

/** The folder that a recorder's segments go to. */
export interface RecordingHome extends SegmentHome {
  /** To be told that the segment at `path` could not be closed. It is repaired when the disk works again. */
  left(path: string): void;
}

export interface StreamEvents {
  onOpened(path: string, segment: WritingSegment): void;
  onClosed(segment: ClosedSegment): void;
  /** A segment ended early, or could not begin. */
  onProblem(problem: StorageProblem): void;
  /** A segment could not be closed: it stays as it is, and is repaired later. */
  onLeft(path: string): void;
  /** The queue has room again. */
  onRoom(): void;
  /** Frames are in the file. */
  onWritten(frames: number, bytes: number): void;
  /** Frames that were taken will not be in a file. */
  onLost(frames: number, reason: StorageProblem['kind']): void;
}

/** "no-room": the disk is behind. "too-large": never. "no-segment": none is begun, or it failed. */
export type AddOutcome = 'added' | 'no-room' | 'too-large' | 'no-segment';

/** A JPEG, or a picture of H.264. */
export interface TimedPicture {
  data: Buffer;
  /** Of H.264 only. */
  avc?: { isKey: boolean } | undefined;
  /** Monotonic milliseconds. */
  capturedAtMs: number;
}
