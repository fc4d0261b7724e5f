import { expect, test } from 'vitest';
import type { Variant } from '../../../../../../server/contract/variant.ts';
import { limitVariant } from '../../../../../../server/http/routes/picture/limit-variant.ts';

test.each<[Variant, { fps?: number; width?: number }, Variant]>([
  [{}, {}, {}],
  [{ fps: 5, width: 320, quality: 50 }, {}, { fps: 5, width: 320, quality: 50 }],
  [{}, { fps: 2, width: 160 }, { fps: 2, width: 160 }],
  [
    { fps: 30, width: 1_280 },
    { fps: 2, width: 160 },
    { fps: 2, width: 160 },
  ],
  [
    { fps: 1, width: 100 },
    { fps: 2, width: 160 },
    { fps: 1, width: 100 },
  ],
  [{ fps: 30, quality: 95 }, { width: 160 }, { fps: 30, width: 160, quality: 95 }],
])('%j within %j is %j', (asked, limits, allowed) => {
  expect(limitVariant(asked, limits)).toEqual(allowed);
});
