import { errorText } from '../../../server/contract/error-text.ts';
import type { TileSettings, WallSettings } from '../../../server/contract/wall.ts';
import { NewestSender } from '../../parts/request/newest-sender.ts';
import { withTile } from '../layout/tile-settings.ts';
import type { WallModel } from '../layout/wall-model.svelte.ts';

/** The settings that are changed on the wall itself. */
type Changed = Pick<WallSettings, 'overlay' | 'tiles'>;

/** Changes how pictures are shown: their fit and rotation, and the boxes of hooks on them. The wall shows it at once, and saves it where the person may. */
export class TileChanges {
  readonly #model: Pick<WallModel, 'settings'>;
  readonly #areKnown: () => boolean;
  readonly #sender: NewestSender<Partial<Changed>>;
  /** Why the last change could not be saved; empty when it could. */
  #failure = $state('');
  /** A change was refused because the saved settings were not known. */
  #wasEarly = $state(false);
  /** What was changed and is not saved yet. Nothing else is sent, so that no other change is overwritten. */
  #unsaved: readonly (keyof Changed)[] = [];
  #newest: Partial<Changed> = {};
  /** How boxes were shown before they were hidden. */
  #shownAs: WallSettings['overlay']['annotations'] = 'auto';

  /**
   * @param save rejects when the settings were not saved
   * @param areKnown false while the model has the defaults because the saved settings have not come yet
   */
  constructor(
    model: Pick<WallModel, 'settings'>,
    save: (changed: Partial<Changed>) => Promise<void>,
    areKnown: () => boolean,
  ) {
    this.#model = model;
    this.#areKnown = areKnown;
    // Of two requests under way at once, the older one could arrive last.
    this.#sender = new NewestSender(async (changed) => {
      try {
        await save(changed);
        // A newer one has everything that this one had.
        if (changed === this.#newest) this.#unsaved = [];
        this.#failure = '';
      } catch (error) {
        this.#failure = `Not saved: ${errorText(error)}`;
      }
    });
  }

  /** Why the last change is not saved; empty when it is saved. */
  get problem(): string {
    if (this.#wasEarly && !this.#areKnown()) return 'Not saved: the wall is not connected yet.';
    return this.#failure;
  }

  /** Whether the saved settings have come. */
  get areKnown(): boolean {
    return this.#areKnown();
  }

  /** False while the saved settings are not known, so that they must not be overwritten; `problem` says so. */
  mayKeep(): boolean {
    this.#wasEarly = !this.#areKnown();
    return !this.#wasEarly;
  }

  /**
   * Resolves when no change is left to be saved; never rejects.
   * @param mayKeep false: the change is only shown, until the wall's settings come from the server again
   */
  async change(cameraId: string, change: Partial<TileSettings>, mayKeep: boolean): Promise<void> {
    await this.#take('tiles', withTile(this.#model.settings, cameraId, change), mayKeep);
  }

  /** Hides the boxes of hooks, or shows them again. As `change`. */
  async toggleAnnotations(mayKeep: boolean): Promise<void> {
    const { settings } = this.#model;
    const annotations = settings.overlay.annotations === 'off' ? this.#shownAs : 'off';
    if (settings.overlay.annotations !== 'off') this.#shownAs = settings.overlay.annotations;
    await this.#take('overlay', { ...settings, overlay: { ...settings.overlay, annotations } }, mayKeep);
  }

  async #take(field: keyof Changed, settings: WallSettings, mayKeep: boolean): Promise<void> {
    this.#model.settings = settings;
    if (!mayKeep || !this.mayKeep()) return;
    const { overlay, tiles } = settings;
    this.#unsaved = [...this.#unsaved.filter((other) => other !== field), field];
    this.#newest = {
      ...(this.#unsaved.includes('overlay') && { overlay }),
      ...(this.#unsaved.includes('tiles') && { tiles }),
    };
    await this.#sender.set(this.#newest);
  }
}
