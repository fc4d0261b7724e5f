import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import {
  defaultWallSettings,
  wallSettingsSchema,
  type WallSettings,
} from '../../../../server/contract/wall.ts';
import { messagesAt, problemsOf } from '../../../parts/request-problems.ts';
import type { WallModel } from '../../layout/wall-model.svelte.ts';

export type WallDraftState =
  | { kind: 'editing' }
  | { kind: 'saving' }
  /** Nothing was changed on the server. */
  | { kind: 'refused'; problems: FieldProblem[] };

/** The settings of a wall while they are edited: the wall shows them at once, and has the old ones back on cancel. */
export class WallDraft {
  /** As edited; may break rules, see `problems`. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  state = $state.raw<WallDraftState>({ kind: 'editing' });
  readonly #model: Pick<WallModel, 'settings'>;
  #before: WallSettings;
  #shown: WallSettings;

  constructor(model: Pick<WallModel, 'settings'>) {
    this.#model = model;
    this.settings = this.#before = this.#shown = model.settings;
  }

  /** What the page or the server objects to. */
  readonly problems = $derived(this.#objections());
  readonly valid = $derived(wallSettingsSchema.safeParse(this.settings).success);

  problemAt(field: string): string {
    return messagesAt(field, this.problems).join(' ');
  }

  change(change: Partial<WallSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.state = { kind: 'editing' };
    const valid = wallSettingsSchema.safeParse(this.settings);
    if (valid.success) this.#show(valid.data);
  }

  /** The wall looks again as it did, or as somebody else saved it meanwhile. */
  cancel(): void {
    this.#noteOthers();
    this.#model.settings = this.#before;
  }

  /** @param save rejects with RefusedRequest, or what fetch throws. Never rejects; true when it is saved. */
  async save(save: (settings: WallSettings) => Promise<void>): Promise<boolean> {
    const { settings } = this;
    this.state = { kind: 'saving' };
    try {
      await save(settings);
      this.#show(settings);
      return true;
    } catch (error) {
      this.state = { kind: 'refused', problems: problemsOf(error) };
      return false;
    }
  }

  #show(settings: WallSettings): void {
    this.#noteOthers();
    this.#model.settings = this.#shown = settings;
  }

  /** Settings on the wall that are not from here were saved by somebody else, or elsewhere. */
  #noteOthers(): void {
    if (this.#model.settings !== this.#shown) this.#before = this.#model.settings;
  }

  #objections(): FieldProblem[] {
    const ours = wallSettingsSchema.safeParse(this.settings).error?.issues ?? [];
    const theirs = this.state.kind === 'refused' ? this.state.problems : [];
    return [...ours.map(({ path, message }) => ({ field: path.join('.'), message })), ...theirs];
  }
}
