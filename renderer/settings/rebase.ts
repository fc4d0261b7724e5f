import type { CameraConfig } from '../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../server/contract/config/config.ts';
import { sameValue } from './same-value.ts';

/**
 * Makes the edits that lead from `base` to `mine` in `theirs`: field by field, and cameras by their ids. If both changed
 * a field, the value of `mine` wins.
 */
export function rebase(base: ServerConfig, theirs: ServerConfig, mine: ServerConfig): ServerConfig {
  return {
    ...rebaseFields(base, theirs, mine),
    cameras: rebaseCameras(base.cameras, theirs.cameras, mine.cameras),
  };
}

function rebaseFields<T extends object>(base: T, theirs: T, mine: T): T {
  const result: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const field = key as keyof T;
    const value = rebaseValue(base[field], theirs[field], mine[field]);
    if (value !== undefined) result[key] = value;
  }
  return result as T;
}

function rebaseValue(base: unknown, theirs: unknown, mine: unknown): unknown {
  if (sameValue(base, mine)) return theirs;
  if (isRecord(base) && isRecord(theirs) && isRecord(mine)) return rebaseFields(base, theirs, mine);
  return mine;
}

function rebaseCameras(base: CameraConfig[], theirs: CameraConfig[], mine: CameraConfig[]): CameraConfig[] {
  const before = byId(base);
  const now = byId(theirs);
  const kept = mine.flatMap((camera) => {
    const origin = before.get(camera.id);
    const other = now.get(camera.id);
    if (!origin) return [camera];
    if (other) return [rebaseFields(origin, other, camera)];
    return sameValue(origin, camera) ? [] : [camera]; // `theirs` has removed a camera that was edited here: add it again
  });
  const added = theirs.filter(({ id }) => !before.has(id) && !kept.some((camera) => camera.id === id));
  const all = [...kept, ...added];
  if (!sameOrder(base, mine)) return all;
  const place = new Map(theirs.map(({ id }, index) => [id, index]));
  return all.toSorted((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || 0);
}

/** Compares only the cameras that are in both lists. */
function sameOrder(a: CameraConfig[], b: CameraConfig[]): boolean {
  const common = (list: CameraConfig[], other: CameraConfig[]) =>
    list.map(({ id }) => id).filter((id) => other.some((camera) => camera.id === id));
  return sameValue(common(a, b), common(b, a));
}

function byId(cameras: CameraConfig[]): Map<string, CameraConfig> {
  return new Map(cameras.map((camera) => [camera.id, camera]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
