import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { BrokenRule, Checked } from '../contract/config/config-rules.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { shapeIssues } from '../contract/config/shape-issue.ts';

/** There are two layers of checks. Each may refuse a field, and then an entry of it. */
const maxRounds = 8;

/**
 * Reads an object with wrong fields: calls `check` again without the fields that it refused. The value is undefined
 * when a required field was refused. `standIn` gives the value that replaces a refused one.
 */
export function keepValid<T>(
  raw: object,
  check: (fields: object) => Checked<T>,
  options: { required: readonly string[]; standIn?: (field: string) => unknown },
): { value: T | undefined; broken: BrokenRule[] } {
  let fields: Record<string, unknown> = { ...raw };
  const broken: BrokenRule[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const checked = check(fields);
    if (checked.ok) return { value: checked.value, broken };
    broken.push(...checked.broken.filter((rule) => !broken.some((told) => isSameRule(told, rule))));
    if (checked.broken.some(({ path: [field = ''] }) => options.required.includes(field))) {
      return { value: undefined, broken };
    }
    const asked = fields;
    for (const rule of checked.broken) {
      fields = isThere(asked, rule.path)
        ? without(fields, rule.path, options.standIn)
        : withoutCause(fields, rule, check);
    }
  }
  return { value: undefined, broken };
}

/**
 * A refused field that is not there: its default is wrong beside another field of its block, e.g. no times beside the
 * mode "scheduled". The other field goes, and the rest of the block stays; if no single field does it, the block goes.
 */
function withoutCause<T>(
  fields: Record<string, unknown>,
  rule: BrokenRule,
  check: (fields: object) => Checked<T>,
): Record<string, unknown> {
  const place = rule.path.slice(0, -1);
  const isWell = (candidate: object) => {
    const checked = check(candidate);
    return checked.ok || !checked.broken.some((other) => isSameRule(other, rule));
  };
  if (place.length === 0 || isWell(fields)) return fields;
  const names = Object.keys(blockAt(fields, place));
  const candidates = names.map((name) => without(fields, [...place, name]));
  return candidates.find(isWell) ?? without(fields, place);
}

function isSameRule(one: BrokenRule, other: BrokenRule): boolean {
  return one.message === other.message && isDeepStrictEqual(one.path, other.path);
}

function blockAt(fields: Record<string, unknown>, place: readonly string[]): object {
  return place.reduce<object>((block, name) => {
    const inner: unknown = isJsonObject(block) ? block[name] : undefined;
    return isJsonObject(inner) ? inner : {};
  }, fields);
}

/** What is in a list counts as there: the list goes as a whole. */
function isThere(fields: Record<string, unknown>, [field = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(fields, field)) return false;
  const value = fields[field];
  return rest.length === 0 || !isJsonObject(value) || isThere(value, rest);
}

function without(
  fields: Record<string, unknown>,
  [field = '', ...rest]: string[],
  standIn?: (field: string) => unknown,
): Record<string, unknown> {
  const { [field]: value, ...others } = fields;
  const left = rest.length > 0 && isJsonObject(value) ? without(value, rest) : standIn?.(field);
  return left === undefined ? others : { ...others, [field]: left };
}

/** The faults of the shape in the form of broken rules; `name` is the name of the object. */
export function shapeFaults(error: z.ZodError, raw: object, name: string): BrokenRule[] {
  return shapeIssues(error, raw).map(({ loc, msg }) => {
    const path = loc.slice(1).map(String);
    return {
      path,
      message: `${[name, path.join('.')].join(' ').trim()}: ${msg.charAt(0).toLowerCase()}${msg.slice(1)}.`,
    };
  });
}

/** The names in `raw` that are not known, e.g. misspelled ones, shortened for messages. */
export function unknownFields(raw: object, known: object): string[] {
  return Object.keys(raw)
    .filter((field) => !Object.hasOwn(known, field))
    .map((field) => field.slice(0, 64));
}
