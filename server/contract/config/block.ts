import { z } from 'zod';
import { nearName } from './near-name.ts';
import { isJsonObject } from './patch-body.ts';

/*
 * For settings that are blocks of fields, as `record` of a camera and `recordings` of the server.
 */

/** A number in a block. Its message begins with the name of the block and of the field. */
export function limited(field: string, min: number, max: number) {
  const message = `${field} should be between ${min} and ${max}.`;
  return z.number().min(min, message).max(max, message);
}

/** The types of the fields of a block. A misspelled field would be a limit that does not hold: it is refused. */
export function shapeOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return onlyKnown(Object.keys(shape)).pipe(z.object(shape));
}

const onlyKnown = (known: readonly string[]) =>
  z.unknown().transform((value, context) => {
    if (!isJsonObject(value)) return value;
    for (const key of Object.keys(value)
      .filter((name) => !known.includes(name))
      .slice(0, 10)) {
      const meant = nearName(key, known);
      const message = `Extra inputs are not permitted${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
      context.addIssue({
        code: 'custom',
        path: [key.slice(0, 64)],
        message,
        params: { type: 'extra_forbidden' },
      });
    }
    return value;
  });

export const orNull = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? null);

/** A patch of a block: what it names is changed, null takes a field back to its default. */
export function mergedBlock(before: object, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged = Object.entries({ ...before, ...patch });
  return Object.fromEntries(merged.filter(([key, value]) => value !== null || !Object.hasOwn(patch, key)));
}

/** A block with all its fields. */
export function withoutUndefined(defaults: object, given: object): Record<string, unknown> {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) };
}
