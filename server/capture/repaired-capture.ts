import type { CapturedImage } from '../frame/frame.ts';
import type { Capture } from './capture.ts';

/** A capture that makes its images without a demuxer, each repaired on its way. */
export function repairedCapture(capture: Capture, repair: (image: CapturedImage) => CapturedImage): Capture {
  return {
    async *frames(signal) {
      for await (const image of capture.frames(signal)) yield repair(image);
    },
  };
}
