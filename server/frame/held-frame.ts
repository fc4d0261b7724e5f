import type { BufferHold } from '../runtime/buffer-pool.ts';
import type { Frame } from './frame.ts';

/** A frame and one reader's hold on the memory it lies in. */
export class HeldFrame {
  readonly frame: Frame;
  readonly #hold: BufferHold | undefined;

  /**
   * @param before the reader that has the frame; without one it is the giver, whose hold ends when all have been offered
   *   the frame
   */
  constructor(frame: Frame, before: BufferHold | undefined = frame.memory) {
    this.frame = frame;
    this.#hold = before?.hold();
  }

  /** For another reader: long after the giver has released its hold, this reader still has one. */
  again(): HeldFrame {
    return new HeldFrame(this.frame, this.#hold);
  }

  /** The reader has done with the frame. One that never releases costs only the reuse of the memory. */
  release(): void {
    this.#hold?.release();
  }
}
