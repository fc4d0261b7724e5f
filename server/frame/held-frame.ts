import type { Frame } from './frame.ts';

/** A frame, with one reader's hold on its memory. */
export class HeldFrame {
  readonly frame: Frame;
  readonly #hold: { release(): void } | undefined;

  constructor(frame: Frame) {
    this.frame = frame;
    this.#hold = frame.memory?.hold();
  }

  /**
   * Tells that the reader has finished with the frame. Without this call the memory is not used again, but nothing else
   * is lost.
   */
  release(): void {
    this.#hold?.release();
  }
}
