import type { Variant } from '../contract/variant.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import { FrameResizer } from './frame-resizer.ts';
import { VariantPool } from './variant-pool.ts';

/** The variants of all cameras: streams, snapshots and walls that ask for the same get the same. */
export class VariantPools {
  readonly resizer = new FrameResizer();
  readonly #pools = new WeakMap<FrameHub, VariantPool>();
  readonly #onProblem: (error: unknown, camera: string) => void;

  /** @param onProblem told when a frame cannot be made smaller */
  constructor(onProblem: (error: unknown, camera: string) => void) {
    this.#onProblem = onProblem;
  }

  /** The hub to watch for a variant of a camera; undefined when too many are watched already. */
  hub({ hub, config }: { hub: FrameHub; config: { id: string } }, variant: Variant): FrameHub | undefined {
    let pool = this.#pools.get(hub);
    if (!pool) {
      pool = new VariantPool(hub, this.resizer, (error) => this.#onProblem(error, config.id));
      this.#pools.set(hub, pool);
    }
    return pool.hub(variant);
  }
}
