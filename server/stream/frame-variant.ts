import type { Variant } from '../contract/variant.ts';
import { FrameHub } from '../frame/frame-hub.ts';
import { RateLimit } from '../frame/rate-limit.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { FrameResizer } from './frame-resizer.ts';

/**
 * A hub whose frames are made from another hub's, once for all who watch it: fewer per second, smaller or coarser.
 * Works only while it has subscribers; when making one takes longer than a frame interval, frames are left out.
 */
export class FrameVariant {
  readonly hub: FrameHub;
  readonly #source: FrameHub;
  readonly #variant: Variant;
  readonly #resizer: FrameResizer;
  readonly #onProblem: (error: unknown) => void;
  readonly #onUnused: () => void;
  #rate: RateLimit | undefined;
  #subscriber: Subscriber | undefined;
  #busy = false;
  /** Told once: a camera whose pictures cannot be decoded would fill the log. */
  #failed = false;

  constructor(
    source: FrameHub,
    variant: Variant,
    resizer: FrameResizer,
    on: { problem: (error: unknown) => void; unused: () => void },
  ) {
    this.#source = source;
    this.#variant = variant;
    this.#resizer = resizer;
    this.#onProblem = on.problem;
    this.#onUnused = on.unused;
    const onFault = (error: unknown) => source.noteFault(error);
    this.hub = new FrameHub((count) => this.#demand(count), undefined, onFault);
  }

  #demand(subscriberCount: number): void {
    if (subscriberCount === 0) {
      this.#subscriber?.[Symbol.dispose]();
      this.#subscriber = undefined;
      this.#onUnused();
    } else if (!this.#subscriber) {
      this.#rate = this.#variant.fps === undefined ? undefined : new RateLimit(this.#variant.fps);
      this.#subscriber = this.#source.subscribe(
        'variant',
        () => void this.#next(),
        () => this.hub.close(),
        this.hub,
      );
    }
  }

  async #next(): Promise<void> {
    if (this.#busy) return; // the slot keeps the newest meanwhile
    this.#busy = true;
    try {
      for (let frame = this.#subscriber?.take(); frame; frame = this.#subscriber?.take()) {
        const wanted = frame.origin === 'placeholder' || (this.#rate?.admits(frame.capturedAtMs) ?? true);
        const made = wanted ? await this.#resizer.resize(frame, this.#variant) : undefined;
        if (made !== frame) frame.memory?.release();
        if (made) {
          this.#failed = false;
          this.hub.publish(made);
        }
      }
    } catch (error) {
      if (!this.#failed) this.#onProblem(error);
      this.#failed = true;
    } finally {
      this.#busy = false;
    }
  }
}
