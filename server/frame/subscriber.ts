import type { HeldFrame } from './held-frame.ts';
import type { SubscriberKind } from './subscriber-tally.ts';

/** One reader of a hub: a slot that holds the newest frame it has not taken yet. */
export class Subscriber implements Disposable {
  readonly kind: SubscriberKind;
  /** Frames replaced by a newer one before they were taken. */
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

  /** Puts a frame into the slot (the hub's side). */
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

  /** Like offer, unless a newer frame came first. */
  offerFirst(latest: HeldFrame): void {
    if (!this.#fed) this.offer(latest);
  }

  /** Empties the slot. The caller releases the frame after use, and need not. */
  take(): HeldFrame | undefined {
    const held = this.#slot;
    this.#slot = undefined;
    return held;
  }

  /** The hub closed: leaves it and tells the reader. */
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
