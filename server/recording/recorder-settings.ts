export interface RecorderSettings {
  /** The longest segment; after it a new one begins. */
  segmentMs: number;
  /** A longer time without a frame is a gap and ends the segment; a slow camera is given three of its intervals. */
  gapMs: number;
  /** When the wall clock jumps by more than this against the monotonic clock, the segment ends. */
  clockJumpMs: number;
  /** Undefined: each frame is recorded. */
  framesPerSecond: number | undefined;
  /**
   * With a ring and a rate: how long before an event each frame is recorded. The file is behind the camera by this
   * time.
   */
  fullRateBeforeMs: number;
  /** An operation of the disk that takes longer makes it "hung". */
  hungMs: number;
  /** Waits before the storage is tried again, growing from the first to the last. */
  retryMs: { first: number; last: number };
  /** When the server ends, the disk has this time for the frames that are queued. */
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
