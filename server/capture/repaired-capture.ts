import type { CapturedImage } from '../frame/frame.ts';
import type { Capture } from './capture.ts';

/** Wraps a capture that uses no demuxer, and repairs each of its images. */
export function repairedCapture(capture: Capture, repair: (image: CapturedImage) => CapturedImage): Capture {
  return {
    async *frames(signal) {
      for await (const image of capture.frames(signal)) yield repair(image);
    },
  };
}
