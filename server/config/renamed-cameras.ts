import type { WallSettings } from '../contract/wall.ts';
import type { WallMap } from './wall-file.ts';

/**
 * The walls with the new ids of cameras that were renamed. What is saved of a camera whose id another one has now goes.
 * @param renames old id to new id
 * @param taken the ids that another camera has now
 */
export function wallsWithRenamed(
  walls: WallMap,
  renames: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): WallMap {
  if (renames.size === 0 && taken.size === 0) return walls;
  return new Map([...walls].map(([name, settings]) => [name, withRenamed(settings, renames, taken)]));
}

function withRenamed(
  settings: WallSettings,
  renames: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): WallSettings {
  const { layout, cameras, hidden, tiles } = settings;
  const now = (id: string) => renames.get(id) ?? (taken.has(id) ? undefined : id);
  const all = (ids: readonly string[]) => ids.map(now).filter((id) => id !== undefined);
  return {
    ...settings,
    layout:
      layout.kind === 'big' && layout.camera !== null
        ? { ...layout, camera: now(layout.camera) ?? null }
        : layout,
    cameras: all(cameras),
    hidden: all(hidden),
    tiles: Object.fromEntries(
      Object.entries(tiles).flatMap(([before, tile]) => {
        const id = now(before);
        return id === undefined ? [] : [[id, tile]];
      }),
    ),
  };
}
