import { kioskSettingsSchema, type KioskSettings } from '../../server/contract/kiosk/kiosk.ts';

/** A value that cannot be used. */
export interface Fault {
  /** e.g. "screens.0.zoom" */
  field: string;
  /** The reason, without a full stop. */
  why: string;
}

/** Each round removes one value. No file that a person wrote has more wrong values than this. */
const maxRounds = 100;

/** The valid values of `fields`, each judged by itself. A wrong or missing value has its default. */
export function readableFields(fields: object): { settings: KioskSettings; faults: Fault[] } {
  const faults: Fault[] = [];
  let left: unknown = fields;
  for (let round = 0; round < maxRounds; round++) {
    const parsed = kioskSettingsSchema.safeParse(left);
    if (parsed.success) return { settings: parsed.data, faults };
    const [issue] = parsed.error.issues;
    if (!issue) break;
    // A missing value cannot be removed. In that case its parent is removed.
    const there = valueAt(left, issue.path) !== undefined;
    const path = there ? issue.path : issue.path.slice(0, -1);
    faults.push({ field: path.join('.').slice(0, 64), why: issue.message.replace(/\.$/, '') });
    left = without(left, path);
  }
  return { settings: kioskSettingsSchema.parse({}), faults };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (Array.isArray(value)) {
    const entries: unknown[] = value;
    const index = Number(key);
    return rest.length === 0
      ? entries.toSpliced(index, 1)
      : entries.with(index, without(entries[index], rest));
  }
  const others = Object.entries(value ?? {}).filter(([name]) => name !== key);
  const inner: [string, unknown][] =
    rest.length === 0 ? [] : [[String(key), without(valueAt(value, [key ?? '']), rest)]];
  return Object.fromEntries([...others, ...inner]);
}
