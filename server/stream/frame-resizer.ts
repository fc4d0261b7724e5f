import { variantKey, type Variant } from '../contract/variant.ts';
import type { Frame } from '../frame/frame.ts';
import { resizeJpeg } from '../picture/resize-jpeg.ts';

/** Makes the resized copies of frames, each once however many streams and snapshots ask for it. */
export class FrameResizer {
  readonly #made = new WeakMap<Frame, Map<string, Promise<Frame>>>();

  /** The frame at the variant's width and quality, or itself where it is so already; rejects when it cannot be decoded. */
  resize(frame: Frame, { width, quality }: Variant): Promise<Frame> {
    if (quality === undefined && (width === undefined || fits(frame, width))) return Promise.resolve(frame);
    let copies = this.#made.get(frame);
    if (!copies) this.#made.set(frame, (copies = new Map()));
    const key = variantKey({ width, quality });
    let copy = copies.get(key);
    if (!copy) {
      copy = resizeJpeg(frame.jpeg, { width, quality }).then((image) => ({
        ...frame,
        ...image,
        // Turned into pixels on the way.
        orientation: undefined,
        memory: undefined,
      }));
      copies.set(key, copy);
    }
    return copy;
  }
}

/** Nothing is enlarged, so there would be nothing to do but to make the picture worse. */
function fits({ width, orientation = 1 }: Frame, maxWidth: number): boolean {
  return width <= maxWidth && orientation === 1;
}
