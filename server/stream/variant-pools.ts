import type { Variant } from '../contract/variant.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { pictureQueue, type PictureQueue } from '../picture/picture-queue.ts';
import type { Bound, Client } from '../runtime/queue/client.ts';
import { FrameResizer } from './frame-resizer.ts';
import { VariantPool } from './variant-pool.ts';

/** The variants of all cameras. Streams, snapshots and walls that ask for the same variant share it. */
export class VariantPools {
  readonly resizer: FrameResizer;
  readonly #queue: PictureQueue;
  readonly #pools = new WeakMap<FrameHub, VariantPool>();
  readonly #onProblem: (error: unknown, camera: string) => void;

  /**
   * @param onProblem called when a frame cannot be resized
   * @param queue the server's picture queue, which all share
   */
  constructor(onProblem: (error: unknown, camera: string) => void, queue = pictureQueue()) {
    this.#onProblem = onProblem;
    this.#queue = queue;
    this.resizer = new FrameResizer(queue);
  }

  /** The hub of a camera's variant, or the limit that allows this client no more variants. */
  hub(
    { hub, config }: { hub: FrameHub; config: { id: string } },
    variant: Variant,
    client: Client,
  ): { hub: FrameHub } | { full: Bound } {
    let pool = this.#pools.get(hub);
    if (!pool) {
      const making = { resizer: this.resizer, queue: this.#queue };
      pool = new VariantPool(hub, making, (error) => this.#onProblem(error, config.id));
      this.#pools.set(hub, pool);
    }
    return pool.hub(variant, client);
  }
}
