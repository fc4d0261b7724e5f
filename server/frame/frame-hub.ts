import type { Clock } from '../runtime/clock.ts';
import { guarded, reportAndEnd } from '../runtime/guarded.ts';
import { raise } from '../runtime/raise.ts';
import type { Frame } from './frame.ts';
import { HeldFrame } from './held-frame.ts';
import { SubscriberTally, type FrameRelay, type SubscriberKind } from './subscriber-tally.ts';
import { Subscriber } from './subscriber.ts';
import { isWithdrawn } from '../runtime/withdrawn.ts';

interface Presence {
  sinceMs: number;
  relay: FrameRelay | undefined;
}

/**
 * Sends the frames of one picture source to all subscribers: every published frame reaches every subscriber's slot by
 * reference. A slow subscriber does not delay the others.
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
   * @param onDemandChange called when the number of subscribers has changed
   * @param onFault called with an error that a subscriber's reader threw; the other subscribers still get their frames
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

  /** The kind of picture that a new subscriber gets first; undefined when there is no current picture. */
  get showing(): Frame['origin'] | undefined {
    return this.#current()?.frame.origin;
  }

  /** The frame that a new subscriber gets first. The caller holds it and must release it. */
  takeLatest(): HeldFrame | undefined {
    return this.#current()?.again();
  }

  #current(): HeldFrame | undefined {
    return this.#latest && !isWithdrawn(this.#latest.frame) ? this.#latest : undefined;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** Frames that were dropped for slow subscribers that are still subscribed. */
  get dropped(): number {
    let dropped = 0;
    for (const subscriber of this.#subscribers.keys()) dropped += subscriber.dropped;
    return dropped;
  }

  /** The number of viewers: streams and tiles, with those of variants. */
  get viewerCount(): number {
    const { stream, live } = this.tally();
    return stream.count + live.count;
  }

  /** All subscribers by kind, with those of variants; the counts of subscribers that left are kept. */
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

  /** Offers a frame to all subscribers, unless it is withdrawn. Each takes a hold of its own, so the caller may release its hold afterwards. */
  publish(frame: Frame): void {
    if (!this.#closed && !isWithdrawn(frame)) this.#offer(new HeldFrame(frame));
  }

  /** Offers a frame of another hub, which the caller holds and releases itself. */
  publishHeld(held: HeldFrame): void {
    if (!this.#closed && !isWithdrawn(held.frame)) this.#offer(held.again());
  }

  /** @param offered held until all have it: one of them may make the hub forget its latest */
  #offer(offered: HeldFrame): void {
    const before = this.#latest;
    this.#latest = offered.again();
    for (const subscriber of this.#subscribers.keys()) {
      // A function for each frame and subscriber is not made: only an error needs the guard.
      try {
        subscriber.offer(offered);
      } catch (error) {
        reportAndEnd(error, this.#onFault, () => subscriber.end());
      }
    }
    offered.release();
    before?.release();
  }

  /** Tells that the newest picture is no longer current: new subscribers, also those of variants, must not get it. */
  forgetLatest(): void {
    this.#latest?.release();
    this.#latest = undefined;
    for (const { relay } of this.#subscribers.values()) relay?.forgetLatest();
  }

  /**
   * Adds a reader with a slot of its own; the latest frame is offered to it at once. `onFrame` is called when the slot
   * was filled, `onEnd` when the hub closed. The caller must dispose the subscriber. `relay` is given by a subscriber
   * that passes the frames on to another hub.
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
    // Called after `subscribe` returns: before that the caller does not have the subscriber.
    queueMicrotask(() => {
      const latest = this.#current();
      if (latest) this.#guarded(subscriber, () => subscriber.offerFirst(latest));
    });
    return subscriber;
  }

  /** Ends every subscriber, because the camera was deleted or the server stops. */
  close(): void {
    this.#closed = true;
    this.forgetLatest();
    this.#end([...this.#subscribers.keys()]);
  }

  /** Ends the viewers, because they are to watch another hub from now on; a wall opens its tiles anew by itself. */
  endViewers(): void {
    const viewers: readonly SubscriberKind[] = ['stream', 'live', 'variant'];
    this.#end([...this.#subscribers.keys()].filter(({ kind }) => viewers.includes(kind)));
  }

  #end(subscribers: Subscriber[]): void {
    for (const subscriber of subscribers) this.#guarded(subscriber, () => subscriber.end());
  }

  /** Reports an error of a variant of this hub. */
  noteFault(error: unknown): void {
    this.#onFault(error);
  }

  /** Runs `act`; when it throws, the error is reported and the subscriber is ended. */
  #guarded(subscriber: Subscriber, act: () => void): void {
    guarded(act, this.#onFault, () => subscriber.end());
  }

  #had({ dropped }: Subscriber, { sinceMs }: Presence) {
    return { dropped, seconds: (this.clock.nowMs() - sinceMs) / 1_000 };
  }
}
