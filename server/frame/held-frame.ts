import type { BufferHold } from '../runtime/buffer-pool.ts';
import type { Frame } from './frame.ts';

/** A frame, with one reader's hold on its memory. */
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

  /**
   * Tells that the reader has finished with the frame. Without this call the memory is not used again, but nothing else
   * is lost.
   */
  release(): void {
    this.#hold?.release();
  }
}
