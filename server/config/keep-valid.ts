import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { BrokenRule, Checked } from '../contract/config/config-rules.ts';
import { isJsonObject } from '../contract/config/patch-body.ts';
import { shapeIssues } from '../contract/config/shape-issue.ts';
import {
  EntryPlaces,
  entryAt,
  listAt,
  longestStart,
  withList,
  withoutEntries,
  type ListEntry,
} from './list-entries.ts';

/**
 * There are two layers of checks. Each may refuse a field, and then an entry of it. A round tells of at most 100 faults,
 * of which a list of 100 entries can have many.
 */
const maxRounds = 32;

/** A broken rule, and what is left of the list that it is about. Its path has the places of the file. */
export interface Refused extends BrokenRule {
  /** "others": one entry is left out; "first": the list has too many, and this many of them are left. */
  left?: { kind: 'others'; entry: ListEntry } | { kind: 'first'; count: number };
}

export interface KeepOptions {
  required: readonly string[];
  /** The value that replaces a refused one, also where only an entry of it was refused. */
  standIn?: (field: string) => unknown;
}

/**
 * Reads an object with wrong fields: calls `check` again without the fields and list entries that it refused. The value
 * is undefined when a required field was refused.
 */
export function keepValid<T>(
  raw: object,
  check: (fields: object) => Checked<T>,
  options: KeepOptions,
): { value: T | undefined; broken: Refused[] } {
  let fields: Record<string, unknown> = { ...raw };
  const places = new EntryPlaces();
  const broken: Refused[] = [];
  const report = (rule: Refused) => {
    if (!broken.some((told) => isSameRule(told, rule))) broken.push(rule);
  };
  for (let round = 0; round < maxRounds; round++) {
    const checked = check(fields);
    if (checked.ok) return { value: checked.value, broken };
    const asked = fields;
    const entries: ListEntry[] = [];
    for (const rule of checked.broken) {
      const hasStandIn = options.standIn?.(rule.path[0] ?? '') !== undefined;
      const entry = hasStandIn ? undefined : entryAt(asked, rule.path);
      if (!entry) continue;
      entries.push(entry);
      report(inFile(rule, entry, places));
    }
    fields = withoutEntries(fields, entries, places);
    let isRequired = false;
    for (const rule of checked.broken) {
      const [field = '', ...rest] = rule.path;
      const hasStandIn = options.standIn?.(field) !== undefined;
      if (!hasStandIn && entryAt(asked, rule.path)) continue;
      const list = hasStandIn ? undefined : listAt(fields, rule.path);
      const count = list ? longestStart(list, (start) => isAccepted(fields, rule.path, start, check)) : 0;
      report(count > 0 ? { ...rule, left: { kind: 'first', count } } : rule);
      isRequired ||= options.required.includes(field);
      const isDefault = rest.length > 0 && !isThere(asked, rule.path);
      if (list && count > 0) fields = withList(fields, rule.path, list.slice(0, count));
      else if (isDefault) fields = withoutCause(fields, rule, check);
      else fields = without(fields, rule.path, options.standIn);
    }
    if (isRequired) return { value: undefined, broken };
  }
  return { value: undefined, broken };
}

/** The rule as the file has it: other entries may be left out already. */
function inFile(rule: BrokenRule, entry: ListEntry, places: EntryPlaces): Refused {
  const { list } = entry;
  const index = places.of(entry);
  const path = [...list, String(index), ...rule.path.slice(list.length + 1)];
  // Messages about the type of a value begin with its path.
  const message = rule.message.replace(rule.path.join('.'), () => path.join('.'));
  return { path, message, left: { kind: 'others', entry: { list, index } } };
}

/** Whether a list with these entries would be accepted; its entries may be wrong. */
function isAccepted<T>(
  fields: Record<string, unknown>,
  path: readonly string[],
  start: readonly unknown[],
  check: (fields: object) => Checked<T>,
): boolean {
  const checked = check(withList(fields, path, start));
  return checked.ok || !checked.broken.some((rule) => isDeepStrictEqual(rule.path, path));
}

/** What a message about a refused part of a list says of its place and of what is used; undefined: it is about no list. */
export function listOutcome(
  raw: object,
  { left }: Refused,
): { place: string; consequence: string } | undefined {
  if (left?.kind === 'first') return { place: '', consequence: `only the first ${left.count} are used` };
  if (left?.kind !== 'others') return undefined;
  const { list, index } = left.entry;
  const entry = listAt(raw, list)?.[index];
  const label = isJsonObject(entry) ? (entry['id'] ?? entry['hook']) : undefined;
  const name = typeof label === 'string' ? `, '${label.slice(0, 64)}'` : '';
  return {
    place: ` (entry ${index + 1} of ${list.join('.')}${name})`,
    consequence: 'this entry is left out',
  };
}

/**
 * A refused field of a block that is not there: its default is wrong beside another field, e.g. no times beside the
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
  if (isWell(fields)) return fields;
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
