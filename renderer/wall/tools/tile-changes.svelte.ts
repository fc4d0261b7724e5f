import { errorText } from '../../../server/contract/error-text.ts';
import type { TileSettings, WallSettings } from '../../../server/contract/wall.ts';
import { withTile } from '../layout/tile-settings.ts';
import type { WallModel } from '../layout/wall-model.svelte.ts';

/** Changes how a camera's picture lies on the wall: at once to see, and saved where the person may. */
export class TileChanges {
  /** Why the last change is not saved; empty when it is. */
  problem = $state('');
  readonly #model: Pick<WallModel, 'settings'>;
  readonly #save: (settings: WallSettings) => Promise<void>;
  #saving = false;
  #changedMeanwhile = false;

  /** @param save rejects when it did not */
  constructor(model: Pick<WallModel, 'settings'>, save: (settings: WallSettings) => Promise<void>) {
    this.#model = model;
    this.#save = save;
  }

  /** Never rejects. @param mayKeep false: only to see, until the wall's settings come anew */
  async change(cameraId: string, change: Partial<TileSettings>, mayKeep: boolean): Promise<void> {
    this.#model.settings = withTile(this.#model.settings, cameraId, change);
    if (mayKeep) await this.#keep();
  }

  /** One after the other: of two on their way the first could arrive last. Only the newest waits. */
  async #keep(): Promise<void> {
    this.#changedMeanwhile = true;
    if (this.#saving) return;
    this.#saving = true;
    while (this.#changedMeanwhile) {
      this.#changedMeanwhile = false;
      try {
        await this.#save(this.#model.settings);
        this.problem = '';
      } catch (error) {
        this.problem = `Not saved: ${errorText(error)}`;
      }
    }
    this.#saving = false;
  }
}
