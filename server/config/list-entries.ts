import { isJsonObject } from '../contract/config/patch-body.ts';

/** An entry of a list in a block of fields. */
export interface ListEntry {
  /** The path of the list, e.g. ["record", "schedule"]. */
  list: string[];
  /** From 0. */
  index: number;
}

/** The outermost list entry on a path. A wrong part of a webhook is a wrong webhook: without it, it could do more. */
export function entryAt(fields: object, path: readonly string[]): ListEntry | undefined {
  let value: unknown = fields;
  for (const [depth, name] of path.entries()) {
    if (Array.isArray(value)) return { list: path.slice(0, depth), index: Number(name) };
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return undefined;
}

/** The list at a path; undefined when something else is there. */
export function listAt(fields: object, path: readonly string[]): readonly unknown[] | undefined {
  let value: unknown = fields;
  for (const name of path)
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return Array.isArray(value) ? value : undefined;
}

/** The fields with another list at a path where a list is. */
export function withList(
  fields: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  list: readonly unknown[],
): Record<string, unknown> {
  const inner = fields[name];
  return { ...fields, [name]: rest.length > 0 && isJsonObject(inner) ? withList(inner, rest, list) : list };
}

/** Remembers where the entries that are left stood in the file, since each removal moves those behind it. */
export class EntryPlaces {
  readonly #places = new Map<string, readonly number[]>();

  /** The place in the file of an entry that is left. */
  of({ list, index }: ListEntry): number {
    return this.#places.get(keyOf(list))?.[index] ?? index;
  }

  /** @param count of the entries before the removal */
  removed({ list, index }: ListEntry, count: number): void {
    const places = this.#places.get(keyOf(list)) ?? Array.from({ length: count }, (_, place) => place);
    this.#places.set(keyOf(list), places.toSpliced(index, 1));
  }
}

function keyOf(list: readonly string[]): string {
  return list.join('\n');
}

/** Removes entries. Returns the fields that are left. */
export function withoutEntries(
  fields: Record<string, unknown>,
  entries: readonly ListEntry[],
  places: EntryPlaces,
): Record<string, unknown> {
  let left = fields;
  // From the end, so that no removal moves the next one. Several rules may refuse the same entry.
  for (const entry of entries.toSorted((one, other) => other.index - one.index)) {
    const isSame = (other: ListEntry) =>
      other.index === entry.index && keyOf(other.list) === keyOf(entry.list);
    if (entries.find(isSame) !== entry) continue;
    const list = listAt(left, entry.list) ?? [];
    places.removed(entry, list.length);
    left = withList(left, entry.list, list.toSpliced(entry.index, 1));
  }
  return left;
}

/** The most first entries of a list that `isWell` accepts; 0: not even one. */
export function longestStart(
  list: readonly unknown[],
  isWell: (start: readonly unknown[]) => boolean,
): number {
  let [well, tooMany] = [0, list.length];
  while (tooMany - well > 1) {
    const count = Math.floor((well + tooMany) / 2);
    if (isWell(list.slice(0, count))) well = count;
    else tooMany = count;
  }
  return well;
}
