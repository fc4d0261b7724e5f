import type { FieldProblem } from '../../server/contract/field-problem.ts';
import type { CameraConfig } from '../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../server/contract/config/config.ts';
import { errorText } from '../../server/contract/error-text.ts';
import { RefusedRequest } from '../api.ts';
import { ifVersion, readConfig, writeConfig, type ConfigVersion } from '../config-api.ts';
import { messagesAt } from '../parts/request-problems.ts';
import { changeSummary } from './change-summary.ts';
import { rebase } from './rebase.ts';
import { sameValue } from './same-value.ts';

export type DraftState =
  | { kind: 'loading' }
  | { kind: 'failed'; why: string }
  | { kind: 'editing' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  /** Nothing was changed on the server; what is wrong stands at its field. */
  | { kind: 'refused'; problems: FieldProblem[] }
  /** Somebody else saved since this was loaded. */
  | { kind: 'conflict' }
  /** Nobody knows whether the server got it, or it cannot save now. */
  | { kind: 'unanswered'; why: string; mustLogIn: boolean };

/** The whole configuration as it would be saved, and what became of the last attempt. */
export class ConfigDraft {
  /** Edited in place. Undefined until it was loaded. */
  config = $state<ServerConfig>();
  state = $state.raw<DraftState>({ kind: 'loading' });
  /** As the server has it. */
  saved = $state.raw<ServerConfig>();
  /** What was typed as JSON and is no configuration yet; saving waits until it is. */
  pendingText = $state<string>();
  #etag: string | null = null;
  /** By what stands in `config.cameras`: the id under which the server knows it. */
  #savedIds = new WeakMap<CameraConfig, string>();
  /** What was edited, in a few words each. */
  readonly changes = $derived.by(() => {
    const { saved, config } = this;
    const savedIds = config?.cameras.map((camera) => this.#savedIds.get(camera));
    return saved && config && savedIds ? changeSummary(saved, config, savedIds) : [];
  });
  readonly unsaved = $derived(this.pendingText !== undefined || !sameValue(this.saved, this.config));

  /** As the server has it; what was edited is lost. Never rejects. */
  async load(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      this.#take(await readConfig());
      this.state = { kind: 'editing' };
    } catch (error) {
      this.state = { kind: 'failed', why: errorText(error) };
    }
  }

  /** Back to what was last loaded or saved. */
  discard(): void {
    if (this.saved) this.#edit(structuredClone(this.saved));
    this.state = { kind: 'editing' };
  }

  /** Saves, unless somebody else did meanwhile. Never rejects. */
  async save(): Promise<void> {
    if (this.pendingText !== undefined) {
      const message = 'What stands under Raw JSON is no configuration yet: mend it there first.';
      this.state = { kind: 'refused', problems: [{ field: '', message }] };
      return;
    }
    const sent = $state.snapshot(this.config);
    if (!sent || this.state.kind === 'saving') return;
    this.state = { kind: 'saving' };
    try {
      const saved = await writeConfig(sent, this.precondition);
      // What was typed meanwhile stays.
      const typed = this.config && rebase(sent, saved.config, $state.snapshot(this.config));
      this.#take(saved);
      if (typed && !sameValue(typed, saved.config)) this.#edit(typed);
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** What was edited here is done to what somebody else saved, and saved. Never rejects. */
  async saveAnyway(): Promise<void> {
    try {
      await this.catchUp();
    } catch (error) {
      this.state = refused(error);
      return;
    }
    await this.save();
  }

  /** Takes over what was saved beside this draft; what was edited here stays. @throws what `answerTo` throws */
  async catchUp(): Promise<void> {
    const fetched = await readConfig();
    const mine =
      this.saved && this.config && rebase(this.saved, fetched.config, $state.snapshot(this.config));
    const names = this.config?.cameras.map((camera) => ({
      typed: camera.id,
      saved: this.#savedIds.get(camera),
    }));
    this.#take(fetched);
    if (mine) this.#edit(mine, names);
  }

  /** To be told that the server has another configuration. What is not edited here is followed quietly. Never rejects. */
  async changedElsewhere(etag: string): Promise<void> {
    if (etag === this.#etag || this.unsaved || !['editing', 'saved'].includes(this.state.kind)) return;
    try {
      await this.catchUp();
    } catch {
      // The next save finds out.
    }
  }

  /** Puts what was typed as a whole in place of what was edited. */
  replace(config: ServerConfig): void {
    this.#edit(config);
  }

  /** Messages about a field, e.g. "cameras.1.port", or about what lies in it. */
  problemsAt(field: string): string[] {
    return this.state.kind === 'refused' ? messagesAt(field, this.state.problems) : [];
  }

  /** The camera at this place as the server has it, also after its id was edited; undefined where it is new. */
  savedCamera(index: number): CameraConfig | undefined {
    const camera = this.config?.cameras[index];
    const id = camera && this.#savedIds.get(camera);
    return id === undefined ? undefined : this.saved?.cameras.find((saved) => saved.id === id);
  }

  /** For a request that changes something beside this draft: it is refused where somebody else saved meanwhile. */
  get precondition(): Record<string, string> {
    return ifVersion(this.#etag);
  }

  #take({ config, etag }: ConfigVersion): void {
    this.saved = config;
    this.#etag = etag;
    this.#edit(structuredClone(config));
  }

  /** @param names ids as they were typed, each with the one the server knows */
  #edit(config: ServerConfig, names: readonly { typed: string; saved: string | undefined }[] = []): void {
    this.config = config;
    this.pendingText = undefined;
    for (const camera of this.config.cameras) {
      const id = names.find(({ typed }) => typed === camera.id)?.saved ?? camera.id;
      if (this.saved?.cameras.some((saved) => saved.id === id)) this.#savedIds.set(camera, id);
    }
  }
}

/** What becomes of a draft whose saving failed with `error`. */
export function refused(error: unknown): DraftState {
  if (error instanceof RefusedRequest) {
    if (error.status === 412) return { kind: 'conflict' };
    if (error.status < 500 && error.status !== 401) return { kind: 'refused', problems: error.problems };
    return { kind: 'unanswered', why: error.message, mustLogIn: error.status === 401 };
  }
  return { kind: 'unanswered', why: errorText(error), mustLogIn: false };
}
