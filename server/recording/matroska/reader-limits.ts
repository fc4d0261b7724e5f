export interface ReaderLimits {
  /** More are not listed. A day at 10 frames per second has 864,000. */
  maxFrames: number;
  maxFrameBytes: number;
  maxCuesBytes: number;
  /** The most frames, and their bytes, that have to be decoded for one picture. A key frame comes every two seconds. */
  maxGroupFrames: number;
  maxGroupBytes: number;
}

export const readerLimits: ReaderLimits = {
  maxFrames: 1_000_000,
  maxFrameBytes: 32 * 1024 * 1024,
  maxCuesBytes: 64 * 1024 * 1024,
  maxGroupFrames: 2_000,
  maxGroupBytes: 64 * 1024 * 1024,
};
