import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import {
  defaultWallSettings,
  wallSettingsSchema,
  type WallSettings,
} from '../../../../server/contract/wall.ts';
import { messagesAt, problemsOf } from '../../../parts/request/request-problems.ts';
import type { WallModel } from '../../layout/wall-model.svelte.ts';

export type WallDraftState =
  | { kind: 'editing' }
  | { kind: 'saving' }
  /** The server has changed nothing. */
  | { kind: 'refused'; problems: FieldProblem[] };

/** The settings of a wall while a person edits them. The wall shows each change at once, and cancel takes it back. */
export class WallDraft {
  /** The edited settings. They may break rules; see `problems`. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  state = $state.raw<WallDraftState>({ kind: 'editing' });
  readonly #model: Pick<WallModel, 'settings'>;
  #before: WallSettings;
  #shown: WallSettings;

  constructor(model: Pick<WallModel, 'settings'>) {
    this.#model = model;
    this.settings = this.#before = this.#shown = model.settings;
  }

  /** The objections of the page and of the server. */
  readonly problems = $derived(this.#objections());
  readonly valid = $derived(wallSettingsSchema.safeParse(this.settings).success);

  /** Whether a change would be lost now. */
  get changed(): boolean {
    return JSON.stringify(this.settings) !== JSON.stringify(this.#before);
  }

  problemAt(field: string): string {
    return messagesAt(field, this.problems).join(' ');
  }

  change(change: Partial<WallSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.state = { kind: 'editing' };
    const valid = wallSettingsSchema.safeParse(this.settings);
    if (valid.success) this.#show(valid.data);
  }

  /** Shows the settings from before, or those that somebody else has saved meanwhile. */
  cancel(): void {
    this.#noteOthers();
    this.#model.settings = this.#before;
  }

  /** True when the settings are saved. Never rejects. @param save rejects with what `send` throws */
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

  /** Settings of the wall that this draft did not put there were saved on another page. */
  #noteOthers(): void {
    if (this.#model.settings !== this.#shown) this.#before = this.#model.settings;
  }

  #objections(): FieldProblem[] {
    const own = wallSettingsSchema.safeParse(this.settings).error?.issues ?? [];
    const refused = this.state.kind === 'refused' ? this.state.problems : [];
    return [...own.map(({ path, message }) => ({ field: path.join('.'), message })), ...refused];
  }
}
