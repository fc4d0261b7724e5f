import type { Clock } from '../runtime/clock.ts';
import type { Frame } from './frame.ts';
import { HeldFrame } from './held-frame.ts';
import { SubscriberTally, type FrameRelay, type SubscriberKind } from './subscriber-tally.ts';
import { Subscriber } from './subscriber.ts';

interface Presence {
  sinceMs: number;
  relay: FrameRelay | undefined;
}

/**
 * The fan-out point of one picture source: every published frame reaches every subscriber's slot by reference.
 * A slow subscriber costs the others nothing.
 */
export class FrameHub {
  readonly #subscribers = new Map<Subscriber, Presence>();
  readonly #onDemandChange: (subscriberCount: number) => void;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly #onFault: (error: unknown) => void;
  #departed = new SubscriberTally();
  #latest: HeldFrame | undefined;
  #closed = false;

  /**
   * @param onDemandChange called when the number of subscribers changed
   * @param onFault told what a subscriber's reader threw; the others get their frames all the same
   */
  constructor(
    onDemandChange: (subscriberCount: number) => void,
    clock: Pick<Clock, 'nowMs'>,
    onFault: (error: unknown) => void = raise,
  ) {
    this.#onDemandChange = onDemandChange;
    this.clock = clock;
    this.#onFault = onFault;
  }

  /** What a newcomer is shown; undefined when there is no current picture. */
  get showing(): Frame['origin'] | undefined {
    return this.#latest?.frame.origin;
  }

  /** The frame a newcomer gets, held for the caller. */
  takeLatest(): HeldFrame | undefined {
    return this.#latest?.again();
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** Frames discarded for slow subscribers that are still here. */
  get dropped(): number {
    let dropped = 0;
    for (const subscriber of this.#subscribers.keys()) dropped += subscriber.dropped;
    return dropped;
  }

  /** People watching: streams and tiles, those of variants included. */
  get viewerCount(): number {
    const { stream, live } = this.tally();
    return stream.count + live.count;
  }

  /** All subscribers by kind, those of variants included; what was counted stays when they leave. */
  tally(): SubscriberTally {
    const tally = new SubscriberTally();
    tally.merge(this.#departed);
    for (const [subscriber, presence] of this.#subscribers) {
      tally.add(subscriber.kind, { count: 1, ...this.#had(subscriber, presence) });
      if (presence.relay) tally.merge(presence.relay.tally());
    }
    return tally;
  }

  takeDeparted(): SubscriberTally {
    const departed = this.#departed;
    this.#departed = new SubscriberTally();
    return departed;
  }

  /** Offers a frame to all. Those who keep it hold it; the caller may release its own hold afterwards. */
  publish(frame: Frame): void {
    if (this.#closed) return;
    const before = this.#latest;
    // Held until all have it: one of them may make the hub forget its latest.
    const offered = new HeldFrame(frame);
    this.#latest = offered.again();
    for (const subscriber of this.#subscribers.keys())
      this.#guarded(subscriber, () => subscriber.offer(offered));
    offered.release();
    before?.release();
  }

  /** The picture is no longer current: a newcomer must not be shown it. */
  forgetLatest(): void {
    this.#latest?.release();
    this.#latest = undefined;
  }

  /**
   * A reader with a slot of its own; the latest frame is offered to it at once. `onFrame` is called when the slot was
   * filled, `onEnd` when the hub closed. Whoever subscribes disposes the subscriber. `relay`: the hub whose
   * subscribers it reads for.
   */
  subscribe(kind: SubscriberKind, onFrame: () => void, onEnd: () => void, relay?: FrameRelay): Subscriber {
    const presence = { sinceMs: this.clock.nowMs(), relay };
    const subscriber = new Subscriber(kind, onFrame, onEnd, () => {
      if (!this.#subscribers.delete(subscriber)) return;
      this.#departed.add(kind, { count: 0, ...this.#had(subscriber, presence) });
      if (relay) this.#departed.merge(relay.takeDeparted());
      this.#onDemandChange(this.#subscribers.size);
    });
    if (this.#closed) {
      queueMicrotask(() => this.#guarded(subscriber, onEnd));
      return subscriber;
    }
    this.#subscribers.set(subscriber, presence);
    this.#onDemandChange(this.#subscribers.size);
    // Not inside this call: the caller does not hold the subscriber yet.
    queueMicrotask(() => {
      const latest = this.#latest;
      if (latest) this.#guarded(subscriber, () => subscriber.offerFirst(latest));
    });
    return subscriber;
  }

  /** Ends every subscriber; for a camera that was deleted or a server that stops. */
  close(): void {
    this.#closed = true;
    this.forgetLatest();
    for (const subscriber of [...this.#subscribers.keys()]) this.#guarded(subscriber, () => subscriber.end());
  }

  /** A variant of this hub tells its faults here. */
  noteFault(error: unknown): void {
    this.#onFault(error);
  }

  /** Ends a subscriber whose reader throws, and its reader. */
  #guarded(subscriber: Subscriber, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#onFault(error);
      try {
        subscriber.end();
      } catch (second) {
        this.#onFault(second);
      }
    }
  }

  #had({ dropped }: Subscriber, { sinceMs }: Presence) {
    return { dropped, seconds: (this.clock.nowMs() - sinceMs) / 1_000 };
  }
}

function raise(error: unknown): never {
  throw error;
}
