import type { CapturedImage, Frame } from '../frame/frame.ts';
import type { Clock } from '../runtime/clock.ts';

/**
 * Turns an image into the frame that viewers get.
 * @param sequence counts a camera's frames from 1
 */
export function frameOf(
  image: CapturedImage,
  { origin, sequence, withdrawn }: Pick<Frame, 'origin' | 'sequence' | 'withdrawn'>,
  clock: Clock,
): Frame {
  return {
    jpeg: image.jpeg,
    width: image.width,
    height: image.height,
    orientation: image.orientation,
    capturedAtMs: image.capturedAtMs,
    capturedAt: clock.now().getTime() - (clock.nowMs() - image.capturedAtMs),
    sequence,
    origin,
    memory: image.memory,
    // A placeholder shows nothing of what the camera sees.
    withdrawn: origin === 'camera' ? withdrawn : undefined,
  };
}
