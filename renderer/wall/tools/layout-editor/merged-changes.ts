import type { WallSettings } from '../../../../server/contract/wall.ts';

export interface MergedChanges {
  /** The fields to save, and no others. */
  changed: Partial<WallSettings>;
  /** Fields that both people changed, each to something else, by their names. */
  conflicts: (keyof WallSettings)[];
}

/**
 * The changes that lead from `base` to `mine`, made in `theirs`, which somebody else has saved meanwhile. Tiles are
 * merged camera by camera, and the texts on the pictures one by one. Where both changed the same, `mine` is in
 * `changed`, and the field is among the conflicts.
 */
export function mergedChanges(base: WallSettings, theirs: WallSettings, mine: WallSettings): MergedChanges {
  const changed: Record<string, unknown> = {};
  const conflicts: (keyof WallSettings)[] = [];
  for (const field of Object.keys(mine) as (keyof WallSettings)[]) {
    if (isSame(base[field], mine[field])) continue;
    const { value, conflict } = isByName(field)
      ? mergedByName(base[field], theirs[field], mine[field])
      : mergedValue(base[field], theirs[field], mine[field]);
    if (!isSame(value, theirs[field])) changed[field] = value;
    if (conflict) conflicts.push(field);
  }
  return { changed, conflicts };
}

interface Merged {
  value: unknown;
  conflict: boolean;
}

/** The fields whose value is a set of things, each with a name. */
function isByName(field: keyof WallSettings): field is 'overlay' | 'tiles' {
  return field === 'overlay' || field === 'tiles';
}

function mergedByName(
  base: Record<string, unknown>,
  theirs: Record<string, unknown>,
  mine: Record<string, unknown>,
): Merged {
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const merged = [...names].map((name) => ({ name, ...mergedValue(base[name], theirs[name], mine[name]) }));
  return {
    value: Object.fromEntries(
      merged.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
    ),
    conflict: merged.some(({ conflict }) => conflict),
  };
}

function mergedValue(base: unknown, theirs: unknown, mine: unknown): Merged {
  if (isSame(base, mine)) return { value: theirs, conflict: false };
  return { value: mine, conflict: !isSame(base, theirs) && !isSame(theirs, mine) };
}

/** Settings have their fields in the order of their schema. The order of names does not matter. */
function isSame(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b);
}

function sorted(value: unknown): string {
  const inOrder = (_: string, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  return JSON.stringify(value, inOrder) ?? '';
}
