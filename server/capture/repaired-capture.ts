import type { Capture } from './capture.ts';
import type { ExifOrientation } from './exif-orientation.ts';
import { repairImage } from './jpeg-repair.ts';

/** Every image made whole: missing Huffman tables put in, and the orientation written where viewers read it. */
export function repairedCapture(capture: Capture, orientation: () => ExifOrientation): Capture {
  return {
    async *frames(signal) {
      for await (const image of capture.frames(signal)) yield repairImage(image, orientation());
    },
  };
}
