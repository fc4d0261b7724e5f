export interface RecorderSettings {
  /** A segment is not longer. */
  segmentMs: number;
  /** So long without a frame is a gap and ends the segment; a slow camera has three of its intervals. */
  gapMs: number;
  /** The wall clock going off by more against the monotonic one ends the segment. */
  clockJumpMs: number;
  /** Undefined: each frame. */
  framesPerSecond: number | undefined;
  /** With a ring and a rate: how long before an event each frame is recorded. The file lags behind by as much. */
  fullRateBeforeMs: number;
  /** An operation of the disk that takes longer makes it "hung". */
  hungMs: number;
  /** Waits before the storage is tried again, growing from the first to the last. */
  retryMs: { first: number; last: number };
  /** At the end of the server the disk has so long for what is queued. */
  closeMs: number;
}

export const recorderSettings: RecorderSettings = {
  segmentMs: 5 * 60_000,
  gapMs: 2_000,
  clockJumpMs: 2_000,
  framesPerSecond: undefined,
  fullRateBeforeMs: 0,
  hungMs: 5_000,
  retryMs: { first: 1_000, last: 30_000 },
  closeMs: 5_000,
};
