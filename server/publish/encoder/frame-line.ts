import type { HeldFrame } from '../../frame/held-frame.ts';
import { isWithdrawn } from '../../runtime/withdrawn.ts';
import type { FrameSlot } from './encoder-run.ts';

/** For the start of an encoder, which takes up to three seconds on a busy machine. */
const maxFrames = 100;
const maxBytes = 14 * 1024 * 1024;

/**
 * Frames that wait for the encoder. Usually that is the newest only, so that the video is never late. While the camera is
 * recorded, some wait in a line, because each picture counts there; if the line is full, newer frames replace each other.
 */
export class FrameLine implements FrameSlot {
  readonly #slot: FrameSlot;
  readonly #keepsAll: () => boolean;
  readonly #line: HeldFrame[] = [];
  #bytes = 0;

  constructor(slot: FrameSlot, keepsAll: () => boolean) {
    this.#slot = slot;
    this.#keepsAll = keepsAll;
  }

  /** To be called when the slot was filled. */
  note(): void {
    if (!this.#keepsAll() || this.#line.length >= maxFrames || this.#bytes >= maxBytes) return;
    const held = this.#slot.take();
    if (!held) return;
    this.#line.push(held);
    this.#bytes += held.frame.jpeg.length;
  }

  take(): HeldFrame | undefined {
    for (let held = this.#line.shift(); held; held = this.#line.shift()) {
      this.#bytes -= held.frame.jpeg.length;
      if (!isWithdrawn(held.frame)) return held;
      held.release();
    }
    return this.#slot.take();
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  /** Gives up all that waits in the line. */
  clear(): void {
    for (const held of this.#line.splice(0)) held.release();
    this.#bytes = 0;
  }
}
