import { z } from 'zod';

/** The query field of POST /api/cameras that says from which camera another id comes. */
export const originsQuery = 'origins';
/** The query field of POST /api/cameras with the ids that belong to another camera than before. */
export const replacedQuery = 'replaced';

const maxOrigins = 256;
const originsSchema = z
  .record(z.string().max(64), z.string().max(64))
  .refine((origins) => Object.keys(origins).length <= maxOrigins, 'too many cameras');
const replacedSchema = z.array(z.string().max(64)).max(maxOrigins);

/**
 * By the id of a camera in a new configuration: the id that it has in the present one. It was renamed if that id is gone,
 * and copied if that id stays. Cameras that are not named have the same id as before, or are new.
 */
export type CameraOrigins = ReadonlyMap<string, string>;

/** Ids of the present configuration that belong to a new camera or a copy in the next one: their camera was deleted. */
export type ReplacedIds = ReadonlySet<string>;

/** How the ids of a new configuration differ from those of the present one. */
export interface IdChanges {
  /** Cameras that have another id: old id to new id. */
  renamed: ReadonlyMap<string, string>;
  /** Ids of cameras that did not have them before. Links and walls with such an id mean another camera. */
  taken: ReadonlySet<string>;
}

export function cameraOrigins(entries: readonly (readonly [id: string, before: string])[]): CameraOrigins {
  return new Map(entries);
}

/** The text of the query field. */
export function originsText(origins: CameraOrigins): string {
  return JSON.stringify(Object.fromEntries(origins));
}

/** Undefined where the text is no `originsText`. */
export function parseOrigins(text: string): CameraOrigins | undefined {
  try {
    const { data } = originsSchema.safeParse(JSON.parse(text));
    return data && new Map(Object.entries(data));
  } catch {
    return undefined; // not JSON
  }
}

export function replacedIds(ids: readonly string[]): ReplacedIds {
  return new Set(ids);
}

/** The text of the query field. */
export function replacedText(replaced: ReplacedIds): string {
  return JSON.stringify([...replaced]);
}

/** Undefined where the text is no `replacedText`. */
export function parseReplaced(text: string): ReplacedIds | undefined {
  try {
    const { data } = replacedSchema.safeParse(JSON.parse(text));
    return data && new Set(data);
  } catch {
    return undefined; // not JSON
  }
}

/** @param ids of all cameras of the new configuration */
export function idChanges(origins: CameraOrigins, replaced: ReplacedIds, ids: readonly string[]): IdChanges {
  const taken = ids.filter((id) => replaced.has(id) || (origins.get(id) ?? id) !== id);
  return { renamed: renamesOf(origins, replaced, ids), taken: new Set(taken) };
}

/** The renamed cameras of a new configuration, old id to new id. @param ids of all its cameras */
export function renamesOf(
  origins: CameraOrigins,
  replaced: ReplacedIds,
  ids: readonly string[],
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const id of ids) {
    const before = origins.get(id) ?? id;
    // A camera that still has its id keeps it, and what comes from it is a copy.
    const stays = ids.includes(before) && !origins.has(before) && !replaced.has(before);
    if (before !== id && !stays && !renames.has(before)) renames.set(before, id);
  }
  return renames;
}
