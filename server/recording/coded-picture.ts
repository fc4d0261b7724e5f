import type { Frame } from '../frame/frame.ts';
import type { SplitFacts } from './split.ts';

/** A picture as it goes into a file: a JPEG of the camera, or the same picture as H.264. */
export interface CodedPicture extends SplitFacts {
  data: Buffer;
}

/** Frames that were captured and are not recorded yet: an encoder has them. */
export interface FramesBehind {
  /** When the oldest was captured, monotonic milliseconds; undefined: there is none. */
  readonly oldestAtMs: number | undefined;
  /** To be called twice a second: those that wait for too long are recorded as they are. */
  tick(): void;
  /** Records all as they are. */
  giveUp(): void;
}

/** The JPEG of a frame. */
export function jpegOf(frame: Omit<Frame, 'memory'>): CodedPicture {
  const { jpeg: data, width, height, orientation, capturedAtMs, capturedAt, withdrawn } = frame;
  return { data, width, height, orientation, capturedAtMs, capturedAt, withdrawn };
}
