import type { Frame } from '../frame/frame.ts';
import type { SplitFacts } from './split.ts';

/** A picture as it goes into a file: a JPEG of the camera, or the same picture as H.264. */
export interface CodedPicture extends SplitFacts {
  data: Buffer;
}

/** The JPEG of a frame. */
export function jpegOf(frame: Omit<Frame, 'memory'>): CodedPicture {
  const { jpeg: data, width, height, orientation, capturedAtMs, capturedAt } = frame;
  return { data, width, height, orientation, capturedAtMs, capturedAt };
}
