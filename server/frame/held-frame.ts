import type { Frame } from './frame.ts';

/** A frame and one reader's hold on the memory it lies in. */
export class HeldFrame {
  readonly frame: Frame;
  readonly #hold: { release(): void } | undefined;

  constructor(frame: Frame) {
    this.frame = frame;
    this.#hold = frame.memory?.hold();
  }

  /** The reader has done with the frame. One that never releases costs only the reuse of the memory. */
  release(): void {
    this.#hold?.release();
  }
}
