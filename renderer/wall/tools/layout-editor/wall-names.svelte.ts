import { errorText } from '../../../../server/contract/error-text.ts';
import { defaultWallName, kioskWallName, wallNameSchema } from '../../../../server/contract/wall.ts';
import { copyWall, readWallNames, renameWall, resetWallSettings } from '../wall-settings-api.ts';

/** The wall that is edited among all walls: it can be copied, renamed and deleted here. */
export class WallNames {
  /** The other walls; undefined until the server has answered. */
  others = $state.raw<readonly string[]>();
  /** The name that a person types for a copy or as the new name. */
  typed = $state('');
  /** Why the last request failed; empty when it did not. */
  problem = $state('');
  busy = $state(false);
  readonly wall: string;

  constructor(wall: string) {
    this.wall = wall;
  }

  /** The typed name as a wall has it; undefined where no wall can have it. */
  readonly name = $derived(wallNameSchema.safeParse(this.typed.trim()).data);
  /** Why the typed name cannot be used; empty if it can, and as long as nothing is typed. */
  readonly objection = $derived(this.#objection());
  readonly usable = $derived(this.name !== undefined && this.objection === '');

  /** Pages that name no wall show this one, so that it cannot go away. */
  get isDefault(): boolean {
    return this.wall === defaultWallName || this.wall === kioskWallName;
  }

  /** Never rejects. */
  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.others = (await readWallNames()).filter((name) => name !== this.wall);
    });
  }

  /** True when the wall is saved under the typed name, too. Never rejects. */
  copy(): Promise<boolean> {
    return this.#attempt(() => copyWall(this.wall, this.name ?? ''));
  }

  /** True when the wall has the typed name; its pages follow by themselves. Never rejects. */
  rename(): Promise<boolean> {
    return this.#attempt(() => renameWall(this.wall, this.name ?? ''));
  }

  /** True when nothing is saved of the wall any more. Never rejects. */
  remove(): Promise<boolean> {
    return this.#attempt(() => resetWallSettings(this.wall));
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = errorText(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #objection(): string {
    const typed = this.typed.trim();
    if (typed === '') return '';
    const { data: name, error } = wallNameSchema.safeParse(typed);
    if (name === undefined) return error?.issues[0]?.message ?? '';
    if (name === this.wall) return 'This wall has that name already.';
    return this.others?.includes(name) ? `There is a wall “${name}” already.` : '';
  }
}
