import { wallsPath, type WallSettings } from '../../../server/contract/wall.ts';
import { send } from '../../api.ts';

const pathOf = (wall: string) => `${wallsPath}/${encodeURIComponent(wall)}`;

/** Saves all settings of a wall, and every open page of the wall takes them. @throws what `send` throws */
export async function saveWallSettings(wall: string, settings: WallSettings): Promise<void> {
  await send('PUT', pathOf(wall), settings);
}

/** Deletes the settings of a wall, so that it has the defaults. @throws what `send` throws */
export async function resetWallSettings(wall: string): Promise<void> {
  await send('DELETE', pathOf(wall));
}
