import { errorText } from '../../../server/contract/error-text.ts';
import type { TileSettings, WallSettings } from '../../../server/contract/wall.ts';
import { NewestSender } from '../../parts/request/newest-sender.ts';
import { withTile } from '../layout/tile-settings.ts';
import type { WallModel } from '../layout/wall-model.svelte.ts';

/** Changes how pictures are shown: their fit and rotation, and the boxes of hooks on them. The wall shows it at once, and saves it where the person may. */
export class TileChanges {
  /** Why the last change is not saved; empty when it is saved. */
  problem = $state('');
  readonly #model: Pick<WallModel, 'settings'>;
  readonly #sender: NewestSender<WallSettings>;
  /** How boxes were shown before they were hidden. */
  #shownAs: WallSettings['overlay']['annotations'] = 'auto';

  /** @param save rejects when the settings were not saved */
  constructor(model: Pick<WallModel, 'settings'>, save: (settings: WallSettings) => Promise<void>) {
    this.#model = model;
    // Of two requests under way at once, the older one could arrive last.
    this.#sender = new NewestSender(async (settings) => {
      try {
        await save(settings);
        this.problem = '';
      } catch (error) {
        this.problem = `Not saved: ${errorText(error)}`;
      }
    });
  }

  /**
   * Resolves when no change is left to be saved; never rejects.
   * @param mayKeep false: the change is only shown, until the wall's settings come from the server again
   */
  async change(cameraId: string, change: Partial<TileSettings>, mayKeep: boolean): Promise<void> {
    await this.#take(withTile(this.#model.settings, cameraId, change), mayKeep);
  }

  /** Hides the boxes of hooks, or shows them again. As `change`. */
  async toggleAnnotations(mayKeep: boolean): Promise<void> {
    const { settings } = this.#model;
    const annotations = settings.overlay.annotations === 'off' ? this.#shownAs : 'off';
    if (settings.overlay.annotations !== 'off') this.#shownAs = settings.overlay.annotations;
    await this.#take({ ...settings, overlay: { ...settings.overlay, annotations } }, mayKeep);
  }

  async #take(settings: WallSettings, mayKeep: boolean): Promise<void> {
    this.#model.settings = settings;
    if (mayKeep) await this.#sender.set(settings);
  }
}
