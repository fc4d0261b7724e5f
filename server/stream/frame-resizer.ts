import { variantKey, type Variant } from '../contract/variant.ts';
import type { Frame } from '../frame/frame.ts';
import { resizeJpeg } from '../picture/resize-jpeg.ts';

/** Makes the resized copies of frames, each once however many streams and snapshots ask for it. */
export class FrameResizer {
  readonly #made = new WeakMap<Frame, Map<string, Promise<Frame>>>();

  /** The frame at the variant's width and quality; rejects when its JPEG cannot be decoded. */
  resize(frame: Frame, { width, quality }: Variant): Promise<Frame> {
    if (width === undefined && quality === undefined) return Promise.resolve(frame);
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
