import type { Variant } from '../contract/variant.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { pictureQueue, type PictureQueue } from '../picture/picture-queue.ts';
import type { Bound, Client } from '../runtime/queue/client.ts';
import { FrameResizer } from './frame-resizer.ts';
import { VariantPool } from './variant-pool.ts';

/** The variants of all cameras: streams, snapshots and walls that ask for the same get the same. */
export class VariantPools {
  readonly resizer: FrameResizer;
  readonly #queue: PictureQueue;
  readonly #pools = new WeakMap<FrameHub, VariantPool>();
  readonly #onProblem: (error: unknown, camera: string) => void;

  /** @param onProblem told when a frame cannot be made smaller @param queue the server's one, which all share */
  constructor(onProblem: (error: unknown, camera: string) => void, queue = pictureQueue()) {
    this.#onProblem = onProblem;
    this.#queue = queue;
    this.resizer = new FrameResizer(queue);
  }

  /** The hub to watch for a variant of a camera, or the bound that leaves none for this client. */
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
