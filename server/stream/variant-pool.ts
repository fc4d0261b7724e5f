import { variantKey, type Variant } from '../contract/variant.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { FrameResizer } from './frame-resizer.ts';
import { FrameVariant } from './frame-variant.ts';

/** Each distinct variant costs a decode and an encode per frame, which a Pi cannot do without end. */
export const maxVariantsPerCamera = 8;

/** The variants of one hub that somebody watches. */
export class VariantPool {
  readonly #source: FrameHub;
  readonly #resizer: FrameResizer;
  readonly #onProblem: (error: unknown) => void;
  readonly #variants = new Map<string, FrameVariant>();

  constructor(source: FrameHub, resizer: FrameResizer, onProblem: (error: unknown) => void) {
    this.#source = source;
    this.#resizer = resizer;
    this.#onProblem = onProblem;
  }

  /** The hub to watch for a variant (the source itself for none); undefined when there are too many already. */
  hub(variant: Variant): FrameHub | undefined {
    const key = variantKey(variant);
    if (key === '') return this.#source;
    const existing = this.#variants.get(key);
    if (existing) return existing.hub;
    for (const [name, variant] of this.#variants)
      if (variant.hub.subscriberCount === 0) this.#variants.delete(name);
    if (this.#variants.size >= maxVariantsPerCamera) return undefined;
    const made = new FrameVariant(this.#source, variant, this.#resizer, {
      problem: this.#onProblem,
      unused: () => this.#variants.delete(key),
    });
    this.#variants.set(key, made);
    return made.hub;
  }
}
