import { variantKey, type Variant } from '../contract/variant.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import { addressShare, type Bound, type Client } from '../runtime/queue/client.ts';
import type { FrameResizer } from './frame-resizer.ts';
import { FrameVariant } from './frame-variant.ts';

/**
 * Each variant costs a decode and an encode per frame, so their number must be limited on a Pi. This machine's own
 * screen has the same number in addition, so that other machines cannot use up its tiles.
 */
export const maxVariantsPerCamera = 8;

/** The parts that make the frames of variants. */
export interface VariantMaking {
  resizer: FrameResizer;
  queue: PictureQueue;
}

interface Opened {
  variant: FrameVariant;
  /** The client whose share counts the variant. */
  by: Client;
}

/** The variants of one hub that have viewers. */
export class VariantPool {
  readonly #source: FrameHub;
  readonly #making: VariantMaking;
  readonly #onProblem: (error: unknown) => void;
  readonly #variants = new Map<string, Opened>();

  constructor(source: FrameHub, making: VariantMaking, onProblem: (error: unknown) => void) {
    this.#source = source;
    this.#making = making;
    this.#onProblem = onProblem;
  }

  /**
   * The hub of a variant (the source itself if it is unchanged), or the limit that is reached. Using a variant that
   * exists already does not count.
   */
  hub(variant: Variant, client: Client): { hub: FrameHub } | { full: Bound } {
    const key = variantKey(variant);
    if (key === '') return { hub: this.#source };
    const opened = this.#variants.get(key)?.variant ?? this.#open(key, variant, client);
    if (!(opened instanceof FrameVariant)) return opened;
    opened.serves(client);
    return { hub: opened.hub };
  }

  #open(key: string, variant: Variant, client: Client): FrameVariant | { full: Bound } {
    for (const [name, { variant }] of this.#variants)
      if (variant.hub.subscriberCount === 0) this.#variants.delete(name);
    const full = this.#full(client);
    if (full) return { full };
    const made = new FrameVariant(this.#source, variant, this.#making, {
      problem: this.#onProblem,
      unused: () => this.#variants.delete(key),
    });
    this.#variants.set(key, { variant: made, by: client });
    return made;
  }

  #full({ address, isOwn }: Client): Bound | undefined {
    const alike = [...this.#variants.values()].filter(({ by }) => by.isOwn === isOwn);
    const ofAddress = alike.filter(({ by }) => by.address === address).length;
    if (!isOwn && ofAddress >= addressShare(maxVariantsPerCamera)) return 'address';
    return alike.length >= maxVariantsPerCamera ? 'all' : undefined;
  }
}
