import { z } from 'zod';
import { wallSchema, wallsPath, type WallSettings } from '../../../server/contract/wall.ts';
import { answerTo, RefusedRequest, send } from '../../api.ts';
import { readAnswer } from '../../read-answer.ts';

const pathOf = (wall: string) => `${wallsPath}/${encodeURIComponent(wall)}`;

/** Saves these settings of a wall; the others stay as they are. @throws what `send` throws */
export async function changeWallSettings(wall: string, changed: Partial<WallSettings>): Promise<void> {
  await send('PATCH', pathOf(wall), changed);
}

/** The settings of a wall, and the server's name for this version of them; null where it gives none. */
export interface WallVersion {
  settings: WallSettings;
  etag: string | null;
}

/** The saved settings of one wall, for those who change several at once. Both methods throw what `send` throws. */
export class SavedWall {
  readonly #path: string;

  constructor(wall: string) {
    this.#path = pathOf(wall);
  }

  async read(): Promise<WallVersion> {
    return versionIn(await answerTo(this.#path));
  }

  /** Every open page of the wall takes the change. A version that is not the newest is refused with status 412. */
  async change(changed: Partial<WallSettings>, etag: string | null): Promise<WallVersion> {
    return versionIn(await send('PATCH', this.#path, changed, etag === null ? {} : { 'If-Match': etag }));
  }
}

async function versionIn(answer: Response): Promise<WallVersion> {
  const { settings } = await readAnswer(answer, wallSchema);
  return { settings, etag: answer.headers.get('ETag') };
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
