import type { FieldProblem } from '../../server/contract/field-problem.ts';
import {
  cameraOrigins,
  replacedIds,
  type CameraOrigins,
  type ReplacedIds,
} from '../../server/contract/config/camera-origins.ts';
import type { CameraConfig } from '../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../server/contract/config/config.ts';
import { errorText } from '../../server/contract/error-text.ts';
import { RefusedRequest } from '../api.ts';
import { ifVersion, readConfig, writeConfig, type ConfigVersion } from '../config-api.ts';
import { messagesAt } from '../parts/request/request-problems.ts';
import { changeSummary } from './change-summary.ts';
import { rebase } from './rebase.ts';
import { passwordStrength } from './server/access/password-strength.ts';
import { sameValue } from './same-value.ts';

export type DraftState =
  | { kind: 'loading' }
  | { kind: 'failed'; why: string }
  | { kind: 'editing' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  /** The server changed nothing. Each problem names its field. */
  | { kind: 'refused'; problems: FieldProblem[] }
  /** Somebody else saved since this was loaded. */
  | { kind: 'conflict' }
  /** The server cannot save now, or no answer came: then it may have saved. */
  | { kind: 'unanswered'; why: string; mustLogIn: boolean };

/** The id of a camera as a person typed it. */
interface TypedName {
  typed: string;
  /** The id that the server knows. */
  saved: string | undefined;
  /** The id of the camera that it is a copy of. */
  copied: string | undefined;
}

/** The whole configuration as it would be saved, and the result of the last attempt to save it. */
export class ConfigDraft {
  /** Edited in place. Undefined until it was loaded. */
  config = $state<ServerConfig>();
  state = $state.raw<DraftState>({ kind: 'loading' });
  /** The configuration on the server. */
  saved = $state.raw<ServerConfig>();
  /** A text typed as JSON that is no valid configuration yet. Nothing is saved until it is valid. */
  pendingText = $state<string>();
  /** The user insists on a password that is easy to guess. */
  acceptsWeakPassword = $state(false);
  #etag: string | null = null;
  /** The id on the server, for each object in `config.cameras`. */
  #savedIds = new WeakMap<CameraConfig, string>();
  /** The id on the server of the camera that a new one was copied from. */
  #copiedFrom = new WeakMap<CameraConfig, string>();
  /** The edited parts, in a few words each. */
  readonly changes = $derived.by(() => {
    const { saved, config } = this;
    const savedIds = config?.cameras.map((camera) => this.#savedIds.get(camera));
    return saved && config && savedIds ? changeSummary(saved, config, savedIds) : [];
  });
  readonly unsaved = $derived(this.pendingText !== undefined || !sameValue(this.saved, this.config));

  /** Loads the configuration of the server. The edits are lost. Never rejects. */
  async load(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      this.#take(await readConfig());
      this.state = { kind: 'editing' };
    } catch (error) {
      this.state = { kind: 'failed', why: errorText(error) };
    }
  }

  /** Goes back to the configuration that was last loaded or saved. */
  discard(): void {
    if (this.saved) this.#edit(structuredClone(this.saved));
    this.state = { kind: 'editing' };
  }

  /** Saves, unless somebody else has saved in the meantime. Never rejects. */
  async save(): Promise<void> {
    if (this.pendingText !== undefined) {
      const message = 'The text under “Raw JSON” is not a valid configuration. Correct it first.';
      this.state = { kind: 'refused', problems: [{ field: '', message }] };
      return;
    }
    const weakness = this.#passwordWeakness();
    if (weakness !== undefined) {
      const message = `The password is easy to guess. ${weakness} Or confirm below it that you want it.`;
      this.state = { kind: 'refused', problems: [{ field: 'auth.password', message }] };
      return;
    }
    const sent = $state.snapshot(this.config);
    if (!sent || this.state.kind === 'saving') return;
    this.state = { kind: 'saving' };
    const sentIds = this.config?.cameras.map((camera) => [camera, camera.id] as const);
    try {
      const saved = await writeConfig(sent, this.precondition, this.#origins(), this.#replaced());
      // Text that was typed in the meantime stays.
      const typed = this.config && rebase(sent, saved.config, $state.snapshot(this.config));
      const names = this.#names(sentIds);
      this.#take(saved);
      if (typed && !sameValue(typed, saved.config)) this.#edit(typed, names);
      this.state = { kind: 'saved' };
    } catch (error) {
      this.state = refused(error);
    }
  }

  /** Makes the edits in the configuration that somebody else saved, and saves the result. Never rejects. */
  async saveAnyway(): Promise<void> {
    try {
      await this.catchUp();
    } catch (error) {
      this.state = refused(error);
      return;
    }
    await this.save();
  }

  /** Takes over the configuration on the server; the edits stay. @throws what `answerTo` throws */
  async catchUp(): Promise<void> {
    const fetched = await readConfig();
    const mine =
      this.saved && this.config && rebase(this.saved, fetched.config, $state.snapshot(this.config));
    const names = this.#names();
    this.#take(fetched);
    if (mine) this.#edit(mine, names);
  }

  /** The server reports another configuration: a draft without edits takes it over. Never rejects. */
  async changedElsewhere(etag: string): Promise<void> {
    if (etag === this.#etag || this.unsaved || !['editing', 'saved'].includes(this.state.kind)) return;
    try {
      await this.catchUp();
    } catch {
      // The next attempt to save will show the problem.
    }
  }

  /** Replaces the whole draft. */
  replace(config: ServerConfig): void {
    this.#edit(config);
  }

  /** Messages about a field, e.g. "cameras.1.port", or about a field inside it. */
  problemsAt(field: string): string[] {
    return this.state.kind === 'refused' ? messagesAt(field, this.state.problems) : [];
  }

  /** The saved version of the camera at this place, also after its id was edited; undefined for a new camera. */
  savedCamera(index: number): CameraConfig | undefined {
    const camera = this.config?.cameras[index];
    const id = camera && this.#savedIds.get(camera);
    return id === undefined ? undefined : this.saved?.cameras.find((saved) => saved.id === id);
  }

  /** The camera at this place is a copy of another one: the server adds the login that it does not show. */
  noteCopy(index: number, original: CameraConfig): void {
    const camera = this.config?.cameras[index];
    const id = this.#savedIds.get(original) ?? this.#copiedFrom.get(original);
    if (camera && id !== undefined) this.#copiedFrom.set(camera, id);
  }

  /** The id on the server of the camera at this place, or of the one that it is a copy of; undefined for a new one. */
  originId(index: number): string | undefined {
    const camera = this.config?.cameras[index];
    return camera && (this.#savedIds.get(camera) ?? this.#copiedFrom.get(camera));
  }

  /** The header that makes the server refuse a change if somebody else has saved in the meantime. */
  get precondition(): Record<string, string> {
    return ifVersion(this.#etag);
  }

  /** The ids as they are typed now. @param sentIds those that the server knows since a moment */
  #names(sentIds: readonly (readonly [camera: CameraConfig, id: string])[] = []): TypedName[] {
    const sentId = (sent: CameraConfig) => sentIds.find(([camera]) => camera === sent)?.[1];
    const known = (id: string | undefined) =>
      id && (sentIds.find(([camera]) => this.#savedIds.get(camera) === id)?.[1] ?? id);
    return (this.config?.cameras ?? []).map((camera) => ({
      typed: camera.id,
      saved: sentId(camera) ?? known(this.#savedIds.get(camera)),
      copied: known(this.#copiedFrom.get(camera)),
    }));
  }

  #origins(): CameraOrigins {
    const cameras = this.config?.cameras ?? [];
    return cameraOrigins(
      cameras.flatMap(({ id }, index) => {
        const before = this.originId(index);
        return before === undefined || before === id ? [] : [[id, before] as const];
      }),
    );
  }

  /** The ids of saved cameras that were deleted here and given to new ones. */
  #replaced(): ReplacedIds {
    const cameras = this.config?.cameras ?? [];
    const isSaved = (id: string) => this.saved?.cameras.some((saved) => saved.id === id) ?? false;
    return replacedIds(
      cameras.filter((camera) => !this.#savedIds.has(camera) && isSaved(camera.id)).map(({ id }) => id),
    );
  }

  #passwordWeakness(): string | undefined {
    const auth = this.config?.auth;
    if (!auth?.enabled || this.acceptsWeakPassword) return undefined;
    const strength = passwordStrength(auth.password, auth.username);
    return strength?.tone === 'bad' ? strength.text : undefined;
  }

  #take({ config, etag }: ConfigVersion): void {
    this.saved = config;
    this.#etag = etag;
    this.#edit(structuredClone(config));
  }

  /** @param names ids as they were typed, each with the one the server knows, or that of the camera it is a copy of */
  #edit(config: ServerConfig, names: readonly TypedName[] = []): void {
    this.config = config;
    this.pendingText = undefined;
    this.acceptsWeakPassword = false;
    for (const camera of this.config.cameras) {
      const name = names.find(({ typed }) => typed === camera.id);
      if (name?.copied !== undefined) this.#copiedFrom.set(camera, name.copied);
      // A new camera may have the id of a deleted one.
      const id = name ? name.saved : camera.id;
      if (id !== undefined && this.saved?.cameras.some((saved) => saved.id === id))
        this.#savedIds.set(camera, id);
    }
  }
}

/** The state of a draft after saving has failed with `error`. */
export function refused(error: unknown): DraftState {
  if (error instanceof RefusedRequest) {
    if (error.status === 412) return { kind: 'conflict' };
    if (error.status < 500 && error.status !== 401) return { kind: 'refused', problems: error.problems };
    return { kind: 'unanswered', why: error.message, mustLogIn: error.status === 401 };
  }
  return { kind: 'unanswered', why: errorText(error), mustLogIn: false };
}
