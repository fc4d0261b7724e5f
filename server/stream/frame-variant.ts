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

/** The most addresses in whose lines a variant's frames may wait. */
const maxClients = 8;

/**
 * A hub whose frames are made from another hub's, once for all its viewers: fewer per second, smaller or coarser. It
 * works only while it has subscribers. When making a frame takes longer than the frame interval, frames are left out.
 */
export class FrameVariant {
  readonly hub: FrameHub;
  readonly #source: FrameHub;
  readonly #variant: Variant;
  readonly #resizer: FrameResizer;
  readonly #queue: PictureQueue;
  readonly #onProblem: (error: unknown) => void;
  readonly #onUnused: () => void;
  /** The newest viewers' clients. A frame waits in the line of the client with the fewest waiting jobs. */
  readonly #clients = new RecentMap<string, Client>(maxClients);
  #rate: RateLimit | undefined;
  #subscriber: Subscriber | undefined;
  #busy = false;
  /** A failure is reported once: a camera whose pictures cannot be decoded would fill the log. */
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

  /** Adds the client of a new viewer. This machine's own screen gives the variant priority. */
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

  /** Returns undefined when too many other jobs wait: the next frame is tried again. */
  async #make(frame: Frame): Promise<Frame | undefined> {
    try {
      return await this.#resizer.resize(frame, this.#variant, { work: 'variant', client: this.#client() });
    } catch (error) {
      if (error instanceof QueueFullError) return undefined; // the queue has counted it
      throw error;
    }
  }

  async #next(): Promise<void> {
    if (this.#busy) return; // meanwhile the slot keeps the newest frame
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
