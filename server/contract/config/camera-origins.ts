import { z } from 'zod';

/** The query field of POST /api/cameras that says from which camera another id comes. */
export const originsQuery = 'origins';

const maxOrigins = 256;
const originsSchema = z
  .record(z.string().max(64), z.string().max(64))
  .refine((origins) => Object.keys(origins).length <= maxOrigins, 'too many cameras');

/**
 * By the id of a camera in a new configuration: the id that it has in the present one. It was renamed if that id is gone,
 * and copied if that id stays. Cameras that are not named have the same id as before, or are new.
 */
export type CameraOrigins = ReadonlyMap<string, string>;

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

/** The renamed cameras of a new configuration, old id to new id. @param ids of all its cameras */
export function renamesOf(origins: CameraOrigins, ids: readonly string[]): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const id of ids) {
    const before = origins.get(id) ?? id;
    // A camera that still has its id keeps it, and what comes from it is a copy.
    const stays = ids.includes(before) && !origins.has(before);
    if (before !== id && !stays && !renames.has(before)) renames.set(before, id);
  }
  return renames;
}
