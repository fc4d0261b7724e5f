import type { LinkLimits } from '../../../access/principal.ts';
import type { Variant } from '../../../contract/variant.ts';

/** The variant within the limits of a link, also where the client asks for no variant. */
export function limitVariant(variant: Variant, limits: Pick<LinkLimits, 'fps' | 'width'>): Variant {
  return {
    ...variant,
    fps: least(variant.fps, limits.fps),
    width: least(variant.width, limits.width),
  };
}

function least(asked: number | undefined, limit: number | undefined): number | undefined {
  return limit === undefined ? asked : Math.min(asked ?? limit, limit);
}
