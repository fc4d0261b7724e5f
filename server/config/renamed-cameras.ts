import type { WallSettings } from '../contract/wall.ts';
import type { WallMap } from './wall-file.ts';

/** The walls with the new ids of cameras that were renamed. @param renames old id to new id */
export function wallsWithRenamed(walls: WallMap, renames: ReadonlyMap<string, string>): WallMap {
  if (renames.size === 0) return walls;
  return new Map([...walls].map(([name, settings]) => [name, withRenamed(settings, renames)]));
}

function withRenamed(settings: WallSettings, renames: ReadonlyMap<string, string>): WallSettings {
  const { layout, cameras, hidden, tiles } = settings;
  const now = (id: string) => renames.get(id) ?? id;
  return {
    ...settings,
    layout:
      layout.kind === 'big' && layout.camera !== null ? { ...layout, camera: now(layout.camera) } : layout,
    cameras: cameras.map(now),
    hidden: hidden.map(now),
    tiles: Object.fromEntries(Object.entries(tiles).map(([id, tile]) => [now(id), tile])),
  };
}
