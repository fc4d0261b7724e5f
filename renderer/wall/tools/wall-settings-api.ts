import { wallsPath, type WallSettings } from '../../../server/contract/wall.ts';
import { send } from '../../api.ts';

const pathOf = (wall: string) => `${wallsPath}/${encodeURIComponent(wall)}`;

/** Saves all settings of a wall; every open page of it follows. @throws RefusedRequest, or what fetch throws */
export async function saveWallSettings(wall: string, settings: WallSettings): Promise<void> {
  await send('PUT', pathOf(wall), settings);
}

/** Back to the defaults. @throws RefusedRequest, or what fetch throws */
export async function resetWallSettings(wall: string): Promise<void> {
  await send('DELETE', pathOf(wall));
}
