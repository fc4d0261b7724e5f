import { z } from 'zod';
import { wallSchema, wallsPath, type WallSettings } from '../../../server/contract/wall.ts';
import { answerTo, RefusedRequest, send } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

const pathOf = (wall: string) => `${wallsPath}/${encodeURIComponent(wall)}`;

/** Saves all settings of a wall, and every open page of the wall takes them. @throws what `send` throws */
export async function saveWallSettings(wall: string, settings: WallSettings): Promise<void> {
  await send('PUT', pathOf(wall), settings);
}

/** Saves these settings of a wall; the others stay as they are. @throws what `send` throws */
export async function changeWallSettings(wall: string, changed: Partial<WallSettings>): Promise<void> {
  await send('PATCH', pathOf(wall), changed);
}

/** Deletes the settings of a wall, so that it has the defaults. @throws what `send` throws */
export async function resetWallSettings(wall: string): Promise<void> {
  try {
    await send('DELETE', pathOf(wall));
  } catch (error) {
    // Nothing is saved of it, as it should be.
    if (!(error instanceof RefusedRequest && error.status === 404)) throw error;
  }
}

/** The names of all walls that are saved or open. @throws what `answerTo` and `readAnswer` throw */
export async function readWallNames(): Promise<string[]> {
  const { walls } = await readAnswer(answerTo(wallsPath), z.object({ walls: z.array(wallSchema) }));
  return walls.map(({ name }) => name);
}

/** Saves the layout of a wall under another name, too. @throws what `send` throws */
export async function copyWall(wall: string, name: string): Promise<void> {
  await send('POST', `${pathOf(wall)}/copy`, { name });
}

/** Every open page of the wall goes on under the new name. @throws what `send` throws */
export async function renameWall(wall: string, name: string): Promise<void> {
  await send('POST', `${pathOf(wall)}/rename`, { name });
}
