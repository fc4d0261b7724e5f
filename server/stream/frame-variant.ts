import type { Variant } from '../contract/variant.ts';
import { FrameHub } from '../frame/frame-hub.ts';
import type { Frame } from '../frame/frame.ts';
import { RateLimit } from '../frame/rate-limit.ts';
import type { Subscriber } from '../frame/subscriber.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import { serverItself, type Client } from '../runtime/queue/client.ts';
import { QueueFullError } from '../runtime/queue/fair-queue.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import type { FrameResizer } from './frame-resizer.ts';

/** Addresses that a variant's frames may wait in the line of. */
const maxClients = 8;

/**
 * A hub whose frames are made from another hub's, once for all who watch it: fewer per second, smaller or coarser.
 * Works only while it has subscribers; when making one takes longer than a frame interval, frames are left out.
 */
export class FrameVariant {
  readonly hub: FrameHub;
  readonly #source: FrameHub;
  readonly #variant: Variant;
  readonly #resizer: FrameResizer;
  readonly #queue: PictureQueue;
  readonly #onProblem: (error: unknown) => void;
  readonly #onUnused: () => void;
  /** They came last. A frame waits in the line of the one who has the least to wait for. */
  readonly #clients = new RecentMap<string, Client>(maxClients);
  #rate: RateLimit | undefined;
  #subscriber: Subscriber | undefined;
  #busy = false;
  /** Told once: a camera whose pictures cannot be decoded would fill the log. */
  #failed = false;

  constructor(
    source: FrameHub,
    variant: Variant,
    { resizer, queue }: { resizer: FrameResizer; queue: PictureQueue },
    on: { problem: (error: unknown) => void; unused: () => void },
  ) {
    this.#source = source;
    this.#variant = variant;
    this.#resizer = resizer;
    this.#queue = queue;
    this.#onProblem = on.problem;
    this.#onUnused = on.unused;
    const onFault = (error: unknown) => source.noteFault(error);
    this.hub = new FrameHub((count) => this.#demand(count), source.clock, onFault);
  }

  /** Somebody is about to watch; this machine's own screen makes it come first. */
  serves(client: Client): void {
    this.#clients.set(`${client.isOwn} ${client.address}`, client);
  }

  #client(): Client {
    const clients = this.#clients.entries().map(([, client]) => client);
    const waiting = (client: Client) => this.#queue.waitingOf('variant', client);
    return (
      clients.find(({ isOwn }) => isOwn) ?? clients.sort((a, b) => waiting(a) - waiting(b))[0] ?? serverItself
    );
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

  /** Undefined when too many others wait: the next frame is tried again. */
  async #make(frame: Frame): Promise<Frame | undefined> {
    try {
      return await this.#resizer.resize(frame, this.#variant, { work: 'variant', client: this.#client() });
    } catch (error) {
      if (error instanceof QueueFullError) return undefined; // the queue has counted it
      throw error;
    }
  }

  async #next(): Promise<void> {
    if (this.#busy) return; // the slot keeps the newest meanwhile
    this.#busy = true;
    try {
      for (let held = this.#subscriber?.take(); held; held = this.#subscriber?.take()) {
        const { frame } = held;
        const wanted = frame.origin === 'placeholder' || (this.#rate?.admits(frame.capturedAtMs) ?? true);
        const made = wanted ? await this.#make(frame) : undefined;
        if (made) {
          this.#failed = false;
          this.hub.publish(made);
        }
        held.release();
      }
    } catch (error) {
      if (!this.#failed) this.#onProblem(error);
      this.#failed = true;
    } finally {
      this.#busy = false;
    }
  }
}
