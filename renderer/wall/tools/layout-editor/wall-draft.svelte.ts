import type { FieldProblem } from '../../../../server/contract/field-problem.ts';
import {
  defaultWallSettings,
  wallSettingsSchema,
  type WallSettings,
} from '../../../../server/contract/wall.ts';
import { RefusedRequest } from '../../../api.ts';
import { messagesAt, problemsOf } from '../../../parts/request/request-problems.ts';
import type { WallModel } from '../../layout/wall-model.svelte.ts';
import type { SavedWall } from '../wall-settings-api.ts';
import { mergedChanges } from './merged-changes.ts';

export type WallDraftState =
  | { kind: 'editing' }
  | { kind: 'saving' }
  /** Somebody else has saved another value of these fields. The next save replaces it. */
  | { kind: 'conflict'; fields: (keyof WallSettings)[] }
  /** The server has changed nothing. */
  | { kind: 'refused'; problems: FieldProblem[] };

/** Somebody who saves all the time must not keep a person from ever saving. */
const maxTries = 3;

/** The settings of a wall while a person edits them. The wall shows each change at once, and cancel takes it back. */
export class WallDraft {
  /** The edited settings. They may break rules; see `problems`. */
  settings = $state.raw<WallSettings>(defaultWallSettings());
  state = $state.raw<WallDraftState>({ kind: 'editing' });
  readonly #model: Pick<WallModel, 'settings'>;
  /** The saved settings from which the changes here are counted. */
  #base: WallSettings;
  #before: WallSettings;
  #shown: WallSettings;

  constructor(model: Pick<WallModel, 'settings'>) {
    this.#model = model;
    this.settings = this.#base = this.#before = this.#shown = model.settings;
  }

  /** The objections of the page and of the server. */
  readonly problems = $derived(this.#objections());
  readonly valid = $derived(wallSettingsSchema.safeParse(this.settings).success);

  /** Whether a change would be lost now. */
  get changed(): boolean {
    return JSON.stringify(this.settings) !== JSON.stringify(this.#base);
  }

  problemAt(field: string): string {
    return messagesAt(field, this.problems).join(' ');
  }

  /** Does nothing while the settings are saved: the answer replaces them, so that the change would be lost silently. */
  change(change: Partial<WallSettings>): void {
    if (this.state.kind === 'saving') return;
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

  /**
   * Saves what was changed here, and nothing else. True when it is saved; false, too, when somebody else changed the same
   * meanwhile: `state` says so, and the next save replaces it. Never rejects.
   */
  save(saved: Pick<SavedWall, 'read' | 'change'>): Promise<boolean> {
    return this.#attempt(async () => {
      for (let triesLeft = maxTries; ; triesLeft--) {
        const theirs = await saved.read();
        const { changed, conflicts } = mergedChanges(this.#base, theirs.settings, this.settings);
        this.#base = theirs.settings;
        this.settings = { ...theirs.settings, ...changed };
        if (conflicts.length > 0) {
          this.state = { kind: 'conflict', fields: conflicts };
          return false;
        }
        try {
          const { settings } = await saved.change(changed, theirs.etag);
          this.settings = this.#base = settings;
          return true;
        } catch (error) {
          const isLate = error instanceof RefusedRequest && error.status === 412;
          if (!isLate || triesLeft <= 1) throw error;
        }
      }
    });
  }

  /** Makes all settings those of a new wall. As `save`. @param forget rejects with what `send` throws */
  reset(forget: () => Promise<void>): Promise<boolean> {
    this.change(defaultWallSettings());
    return this.#attempt(async () => {
      await forget();
      this.#base = this.settings;
      return true;
    });
  }

  async #attempt(work: () => Promise<boolean>): Promise<boolean> {
    this.state = { kind: 'saving' };
    try {
      const isSaved = await work();
      this.#show(this.settings);
      if (isSaved) this.state = { kind: 'editing' };
      return isSaved;
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
