import { tileSettingsSchema, type TileSettings, type WallSettings } from '../../../server/contract/wall.ts';

const usual = tileSettingsSchema.parse({});

/** The settings of a camera's tile: how the picture is fitted and rotated. */
export function tileSettingsOf(settings: WallSettings, cameraId: string): TileSettings {
  return settings.tiles[cameraId] ?? usual;
}

/** The wall's settings with a change of one camera's tile. A tile with default settings needs no entry. */
export function withTile(
  settings: WallSettings,
  cameraId: string,
  change: Partial<TileSettings>,
): WallSettings {
  const { [cameraId]: before, ...others } = settings.tiles;
  const tile = { ...(before ?? usual), ...change };
  const plain = tile.fit === 'fit' && tile.rotate === 0;
  return { ...settings, tiles: plain ? others : { ...others, [cameraId]: tile } };
}

/** The rotation after one more quarter turn, clockwise. */
export function turned(rotate: TileSettings['rotate']): TileSettings['rotate'] {
  const turns = { 0: 90, 90: 180, 180: 270, 270: 0 } as const;
  return turns[rotate];
}
