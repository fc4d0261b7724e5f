import type { Frame } from './frame.ts';
import { Subscriber, type SubscriberKind } from './subscriber.ts';

/**
 * The fan-out point of one picture source: every published frame reaches every subscriber's slot by reference.
 * A slow subscriber costs the others nothing.
 */
export class FrameHub {
  readonly #subscribers = new Set<Subscriber>();
  readonly #onDemandChange: (subscriberCount: number) => void;
  #latest: Frame | undefined;
  #closed = false;

  /** @param onDemandChange called when the number of subscribers changed */
  constructor(onDemandChange: (subscriberCount: number) => void) {
    this.#onDemandChange = onDemandChange;
  }

  /** What a newcomer is shown; undefined when there is no current picture. */
  get showing(): Frame['origin'] | undefined {
    return this.#latest?.origin;
  }

  /** The frame a newcomer gets, its memory held for the caller. */
  takeLatest(): Frame | undefined {
    this.#latest?.memory?.hold();
    return this.#latest;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** Frames discarded for slow subscribers that are still here. */
  get dropped(): number {
    let dropped = 0;
    for (const subscriber of this.#subscribers) dropped += subscriber.dropped;
    return dropped;
  }

  /** Offers a frame to all; its memory's one hold passes to the hub. */
  publish(frame: Frame): void {
    if (this.#closed) return;
    const before = this.#latest;
    this.#latest = frame;
    for (const subscriber of this.#subscribers) subscriber.offer(frame);
    before?.memory?.release();
  }

  /** The picture is no longer current: a newcomer must not be shown it. */
  forgetLatest(): void {
    this.#latest?.memory?.release();
    this.#latest = undefined;
  }

  /**
   * A reader with a slot of its own; the latest frame is offered to it at once. `onFrame` is called when the slot was
   * filled, `onEnd` when the hub closed. Whoever subscribes disposes the subscriber.
   */
  subscribe(kind: SubscriberKind, onFrame: () => void, onEnd: () => void): Subscriber {
    const subscriber = new Subscriber(kind, onFrame, onEnd, () => {
      if (this.#subscribers.delete(subscriber)) this.#onDemandChange(this.#subscribers.size);
    });
    if (this.#closed) {
      queueMicrotask(onEnd);
      return subscriber;
    }
    this.#subscribers.add(subscriber);
    this.#onDemandChange(this.#subscribers.size);
    // Not inside this call: the caller does not hold the subscriber yet.
    queueMicrotask(() => {
      if (this.#latest) subscriber.offerFirst(this.#latest);
    });
    return subscriber;
  }

  /** Ends every subscriber; for a camera that was deleted or a server that stops. */
  close(): void {
    this.#closed = true;
    this.forgetLatest();
    for (const subscriber of [...this.#subscribers]) subscriber.end();
  }
}
