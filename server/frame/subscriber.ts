import type { HeldFrame } from './held-frame.ts';
import { isWithdrawn } from '../runtime/withdrawn.ts';
import type { SubscriberKind } from './subscriber-tally.ts';

/** One reader of a hub, with a slot that holds the newest frame it has not taken yet. */
export class Subscriber implements Disposable {
  readonly kind: SubscriberKind;
  /** Frames that a newer one replaced before they were taken. */
  dropped = 0;
  readonly #onFrame: () => void;
  readonly #onEnd: () => void;
  readonly #leave: () => void;
  #slot: HeldFrame | undefined;
  #fed = false;
  #left = false;

  constructor(kind: SubscriberKind, onFrame: () => void, onEnd: () => void, leave: () => void) {
    this.kind = kind;
    this.#onFrame = onFrame;
    this.#onEnd = onEnd;
    this.#leave = leave;
  }

  /** Puts a frame into the slot. Only the hub calls it. */
  offer(latest: HeldFrame): void {
    if (this.#left) return;
    if (this.#slot) {
      this.dropped++;
      this.#slot.release();
    }
    this.#slot = latest.again();
    this.#fed = true;
    this.#onFrame();
  }

  /** Puts a frame into the slot, unless a newer frame came before. */
  offerFirst(latest: HeldFrame): void {
    if (!this.#fed) this.offer(latest);
  }

  /** Empties the slot. The caller should release the frame after use. */
  take(): HeldFrame | undefined {
    const held = this.#slot;
    this.#slot = undefined;
    if (!held || !isWithdrawn(held.frame)) return held;
    held.release();
    return undefined;
  }

  /** Removes the subscriber from the closed hub and tells the reader. */
  end(): void {
    if (this.#left) return;
    this[Symbol.dispose]();
    this.#onEnd();
  }

  [Symbol.dispose](): void {
    this.#left = true;
    this.take()?.release();
    this.#leave();
  }
}
